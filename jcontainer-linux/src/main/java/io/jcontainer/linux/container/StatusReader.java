package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Reads a status pipe to its end on the event loop, so that the waiting thread may be virtual. */
final class StatusReader implements AutoCloseable {
  private final Kernel kernel;
  private final Descriptor pipe;
  private final byte[] bytes;
  private int size;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final EventLoop.Watch watch;

  /**
   * Begins to read until the end of the pipe or until so many bytes. To be closed before the pipe.
   *
   * @param pipe non-blocking
   */
  StatusReader(Kernel kernel, EventLoop events, Descriptor pipe, int most) {
    this.kernel = kernel;
    this.pipe = pipe;
    this.bytes = new byte[most];
    this.watch = events.watch(pipe, this::readable);
  }

  /** Waits for the end; what came. */
  byte[] join() {
    return whole.join();
  }

  private void readable(EventLoop.Watch fired) {
    try {
      int count = kernel.read(pipe, bytes, size, bytes.length - size);
      size += count;
      if (count == 0 || size == bytes.length) {
        fired.close();
        whole.complete(Arrays.copyOf(bytes, size));
      }
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EAGAIN)) {
        fired.close();
        whole.completeExceptionally(e);
      }
    }
  }

  /** Reads no more. Idempotent. */
  @Override
  public void close() {
    watch.close();
  }
}
