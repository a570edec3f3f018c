package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Reads a status pipe to its end on the event loop, so that the waiting thread may be virtual. */
final class StatusReader {
  private final Kernel kernel;
  private final Descriptor pipe;
  private final byte[] bytes;
  private int size;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  private StatusReader(Kernel kernel, Descriptor pipe, int most) {
    this.kernel = kernel;
    this.pipe = pipe;
    this.bytes = new byte[most];
  }

  /**
   * What comes through the pipe until its end or until so many bytes.
   *
   * @param pipe non-blocking
   */
  static byte[] readToEnd(Kernel kernel, EventLoop events, Descriptor pipe, int most) {
    StatusReader reader = new StatusReader(kernel, pipe, most);
    try (EventLoop.Watch _ = events.watch(pipe, reader::readable)) {
      return reader.whole.join();
    }
  }

  private void readable(EventLoop.Watch watch) {
    try {
      int count = kernel.read(pipe, bytes, size, bytes.length - size);
      size += count;
      if (count == 0 || size == bytes.length) {
        watch.close();
        whole.complete(Arrays.copyOf(bytes, size));
      }
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EAGAIN)) {
        watch.close();
        whole.completeExceptionally(e);
      }
    }
  }
}
