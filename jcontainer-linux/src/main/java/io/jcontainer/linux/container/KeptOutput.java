package io.jcontainer.linux.container;

import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Inotify;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.keep.KeptLog;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The output of a detached container as one handle follows it: what the keeper has written so far,
 * and what it writes, as soon as it is written ({@code inotify(7)}).
 */
final class KeptOutput implements AutoCloseable {
  private static final int EVENTS = Inotify.MODIFY | Inotify.CREATE | Inotify.MOVED_TO;

  private final Kernel kernel;
  private final EventLoop events;
  private final DetachedHome home;
  private final KeptLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Fd inotify;
  private EventLoop.@Nullable Watch watch;
  private boolean closed;

  KeptOutput(Engine engine, DetachedHome home, MainOutput output) {
    this.kernel = engine.kernel();
    this.events = engine.events();
    this.home = home;
    this.log = new KeptLog(kernel, home.directoryDescriptor(), output::append);
  }

  /** Whose output. */
  DetachedHome home() {
    return home;
  }

  /** Reads what there is, and from now on what comes. Idempotent. */
  void follow() {
    lock.lock();
    try {
      if (watch == null && !closed) {
        Fd fresh = kernel.inotify();
        inotify = fresh;
        try (Fd directory = home.openAgain()) {
          var _ = kernel.inotifyWatch(fresh, "/proc/self/fd/" + directory.number(), EVENTS);
        }
        watch = events.watch(fresh, this::changed);
      }
    } finally {
      lock.unlock();
    }
    read();
  }

  /** Reads what there is that was not read yet. */
  void read() {
    log.read();
  }

  private void changed(EventLoop.Watch ready) {
    Fd source = inotify;
    byte[] buffer = new byte[4096];
    try {
      while (source != null && kernel.read(source, buffer, 0, buffer.length) > 0) {
        // what happened is looked up in the files
      }
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EAGAIN)) {
        throw e;
      }
    }
    read();
  }

  @Override
  public void close() {
    EventLoop.Watch last;
    lock.lock();
    try {
      closed = true;
      last = watch;
      watch = null;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
    if (inotify != null) {
      inotify.close();
    }
    log.close();
  }
}
