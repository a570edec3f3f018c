package io.jcontainer;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work on a virtual thread of its own, as a future. Cancelling it interrupts the thread, so that
 * the work ends as it does when it is interrupted.
 */
final class Async<T> extends CompletableFuture<T> {
  private final Consumer<T> unwanted;
  private @Nullable Thread thread;

  private Async(Consumer<T> unwanted) {
    this.unwanted = unwanted;
  }

  /** Begins the work. */
  static <T> CompletableFuture<T> call(String name, Callable<T> work) {
    return call(name, work, _ -> {});
  }

  /**
   * Begins the work.
   *
   * @param unwanted takes what the work makes after it was cancelled
   */
  static <T> CompletableFuture<T> call(String name, Callable<T> work, Consumer<T> unwanted) {
    Async<T> future = new Async<>(unwanted);
    Thread thread = Thread.ofVirtual().name("jcontainer-" + name).unstarted(() -> future.run(work));
    future.thread = thread;
    thread.start();
    return future;
  }

  /** Begins work that has no result. */
  static CompletableFuture<Void> run(String name, Work work) {
    return call(
        name,
        () -> {
          work.run();
          return null;
        });
  }

  /** What {@link Runnable} is, and may be interrupted. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  private void run(Callable<T> work) {
    T result;
    try {
      result = work.call();
    } catch (Throwable e) {
      completeExceptionally(e);
      return;
    }
    if (!complete(result)) {
      unwanted.accept(result);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Thread worker = thread;
    if (cancelled && worker != null) {
      worker.interrupt();
    }
    return cancelled;
  }
}
