package io.jcontainer.linux.container;

import io.jcontainer.kernel.Fd;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Waiting until something can be read from a descriptor, or written to it, without holding a thread
 * of the system: the event loop tells. {@code lock} is the owner's; it guards the descriptor, and
 * is not held while waiting.
 */
final class Readiness {
  private final EventLoop loop;
  private final Fd file;
  private final int events;
  private final ReentrantLock lock;
  private EventLoop.@Nullable Watch watch;
  private @Nullable CompletableFuture<Void> ready;

  Readiness(EventLoop loop, Fd file, int events, ReentrantLock lock) {
    this.loop = loop;
    this.file = file;
    this.events = events;
    this.lock = lock;
  }

  /** Waits; the lock is held before and after, once. Another look is due then. */
  void await() throws InterruptedIOException {
    CompletableFuture<Void> mine = ready;
    if (mine == null) {
      mine = new CompletableFuture<>();
      ready = mine;
      CompletableFuture<Void> told = mine;
      watch =
          loop.watch(
              file,
              events,
              fired -> {
                fired.close();
                told.complete(null);
              });
    }
    lock.unlock();
    try {
      mine.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the process");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      lock.lock();
      if (ready != null && ready.isDone()) {
        ready = null;
        watch = null;
      }
    }
  }

  /** Ends the watch, before the descriptor is closed, and wakes who waits. Under the lock. */
  void stop() {
    if (watch != null) {
      watch.close();
    }
    if (ready != null) {
      ready.complete(null);
    }
  }
}
