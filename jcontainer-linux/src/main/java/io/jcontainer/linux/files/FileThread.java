package io.jcontainer.linux.files;

import io.jcontainer.kernel.CredentialCalls.CapabilitySets;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.rootfs.MappedThread;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A platform thread for one operation, with no power but over files: disks block for long, and a
 * virtual thread's carrier would block with them. Nothing of the caller's runs on it.
 */
final class FileThread {
  /**
   * CAP_CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, and SYS_ADMIN, without which the
   * {@code trusted.overlay} attributes cannot be read ({@code capabilities(7)}).
   */
  private static final long FILE_POWERS = 0b11111 | 1L << 21;

  private FileThread() {}

  /** Has the calling thread keep no power but over files, for good. */
  static void wear(Kernel kernel, OptionalLong owner) {
    if (owner.isPresent()) {
      MappedThread.wear(kernel, owner.getAsLong());
    }
    CapabilitySets now = kernel.capabilities();
    long kept = now.permitted() & FILE_POWERS;
    kernel.setCapabilities(new CapabilitySets(kept, kept, 0));
  }

  /**
   * Does the work there. If the calling thread is interrupted the progress is cancelled; what the
   * work throws then is thrown here, and the thread stays interrupted.
   *
   * @param owner who files made there belong to, as the host sees it; empty for the caller
   */
  static <T> T call(Kernel kernel, OptionalLong owner, Progress progress, Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              wear(kernel, owner);
              return work.call();
            });
    Thread thread = Thread.ofPlatform().daemon().name("jcontainer-files").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          T result = task.get();
          thread.join();
          return result;
        } catch (InterruptedException e) {
          interrupted = true;
          progress.cancel();
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
