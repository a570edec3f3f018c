package io.jcontainer.images.unpack;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LandlockAccess;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Does work that follows the words of a stranger on a thread that can make, change and remove files
 * beneath one directory and nowhere else: Landlock says no where a name should lead outside in
 * spite of everything. Without Landlock the thread of the caller does it.
 *
 * <p>Whatever thread such a thread starts is confined as well, for ever. So the work starts none,
 * and completes nothing that others wait for: waking a virtual thread may start a carrier. It takes
 * what it needs from platform threads, and the caller, which is not confined, passes its result on.
 */
final class ConfinedThread {
  private static final long READING =
      LandlockAccess.EXECUTE
          | LandlockAccess.READ_FILE
          | LandlockAccess.READ_DIR
          | LandlockAccess.IOCTL_DEV;

  private final Kernel kernel;
  private final long rights;

  private ConfinedThread(Kernel kernel, long rights) {
    this.kernel = kernel;
    this.rights = rights;
  }

  /** As this kernel can: it is asked once. */
  static ConfinedThread of(Kernel kernel) {
    int version = kernel.landlockVersion();
    return new ConfinedThread(kernel, version == 0 ? 0 : LandlockAccess.known(version) & ~READING);
  }

  /**
   * Does the work and waits for it, also when interrupted: then the work is.
   *
   * @param directory what it may change
   * @param name of the thread
   */
  <T, E extends Exception> T call(Descriptor directory, String name, Work<T, E> work) throws E {
    if (rights == 0) {
      return work.call();
    }
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              kernel.confineThread(directory, rights);
              return work.call();
            });
    join(Thread.ofPlatform().daemon().name(name).start(task));
    return result(task);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked") // the work throws nothing else
  private static <T, E extends Exception> T result(FutureTask<T> ended) throws E {
    try {
      return ended.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("it has ended", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case RuntimeException failure -> throw failure;
        case null -> throw new IllegalStateException(e);
        default -> throw (E) e.getCause();
      }
    }
  }

  /** What changes files. */
  interface Work<T, E extends Exception> {
    T call() throws E;
  }
}
