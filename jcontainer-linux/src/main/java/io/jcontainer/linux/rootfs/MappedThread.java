package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.CredentialCalls.CapabilitySets;
import io.jcontainer.kernel.Kernel;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A platform thread whose files belong to root of the container range.
 *
 * <p>overlayfs keeps the credentials of whoever creates it, and they must be mapped in the range of
 * the idmapped layers: otherwise the kernel cannot make the work directory and silently mounts
 * read-only. File-system ids are per thread, so one thread wears them for good; its file
 * capabilities, which {@code setfsuid(2)} takes away, are raised again.
 */
public final class MappedThread implements AutoCloseable {
  private final ExecutorService executor;

  /** Starts the thread with the file-system ids of the range's first id. */
  public MappedThread(Kernel kernel, long firstId) {
    executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "jcontainer-rootfs");
              thread.setDaemon(true);
              return thread;
            });
    call(
        () -> {
          wear(kernel, firstId);
          return true;
        });
  }

  /** Gives the calling thread the file-system ids of the range's first id, for good. */
  public static void wear(Kernel kernel, long firstId) {
    CapabilitySets full = kernel.capabilities();
    kernel.setThreadUmask(0);
    kernel.setFsGid(firstId);
    kernel.setFsUid(firstId);
    kernel.setCapabilities(full);
  }

  /** Hands the work over and returns at once. */
  public <T> Future<T> submit(Callable<T> work) {
    return executor.submit(work);
  }

  /** Does the work there and returns its result; what it throws is thrown here. */
  public <T> T call(Callable<T> work) {
    return join(submit(work));
  }

  /** The result of submitted work; what it threw is thrown here. Not interruptible: it is short. */
  public static <T> T join(Future<T> submitted) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return submitted.get();
        } catch (InterruptedException e) {
          interrupted = true;
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

  /** Ends the thread after the work it has. */
  @Override
  public void close() {
    executor.close();
  }
}
