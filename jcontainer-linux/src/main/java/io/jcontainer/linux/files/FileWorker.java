package io.jcontainer.linux.files;

import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.rootfs.MappedThread;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A {@link FileThread} for one operation of many steps, between which the caller reads its own
 * stream on its own thread.
 */
final class FileWorker implements AutoCloseable {
  private final ExecutorService thread;
  private final Progress progress;

  FileWorker(Kernel kernel, OptionalLong owner, Progress progress) {
    this.progress = progress;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("jcontainer-files").factory());
    try {
      call(
          () -> {
            FileThread.wear(kernel, owner);
            return true;
          });
    } catch (RuntimeException e) {
      thread.shutdown();
      throw e;
    }
  }

  /** Does a step there; what it throws is thrown here. */
  <T> T call(Callable<T> step) {
    progress.check();
    return MappedThread.join(thread.submit(step));
  }

  /** Ends the thread. */
  @Override
  public void close() {
    thread.close();
  }
}
