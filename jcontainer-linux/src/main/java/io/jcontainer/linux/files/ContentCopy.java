package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Seek;

/** Copies the content of files through one buffer, holes as holes. */
final class ContentCopy {
  private static final int CHUNK = 128 * 1024;

  private final Kernel kernel;
  private final Progress progress;
  private final byte[] buffer = new byte[CHUNK];

  ContentCopy(Kernel kernel, Progress progress) {
    this.kernel = kernel;
    this.progress = progress;
  }

  /** Takes what a piece of a file holds. */
  @FunctionalInterface
  interface Taker {
    void take(byte[] bytes, int length);
  }

  /**
   * Copies so many bytes into an empty file, and not those that are added meanwhile.
   *
   * @return how many bytes there were: fewer if the file was cut meanwhile
   */
  long copy(Descriptor from, Descriptor to, long size) {
    long position = 0;
    while (position < size) {
      long data = nextData(kernel, from, position, size);
      if (data >= size) {
        break;
      }
      long hole = Math.min(nextHole(kernel, from, data, size), size);
      kernel.seek(to, data, Seek.SET);
      long copied = read(from, data, hole - data, (bytes, n) -> kernel.write(to, bytes, 0, n));
      position = data + copied;
      if (position < hole) {
        kernel.truncate(to, position);
        return position;
      }
    }
    kernel.truncate(to, size);
    return size;
  }

  /** Hands on so many bytes from an offset; fewer if the file ends before. */
  long read(Descriptor from, long offset, long length, Taker taker) {
    kernel.seek(from, offset, Seek.SET);
    long left = length;
    while (left > 0) {
      int count = kernel.read(from, buffer, 0, (int) Math.min(left, CHUNK));
      if (count == 0) {
        break;
      }
      progress.content(count);
      taker.take(buffer, count);
      left -= count;
    }
    return length - left;
  }

  /** Where data begins at or after an offset; the size if there is only a hole. */
  static long nextData(Kernel kernel, Descriptor file, long offset, long size) {
    try {
      return kernel.seek(file, offset, Seek.DATA);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENXIO)) {
        return size;
      }
      if (e.errno().equals(Errno.EINVAL)) {
        return offset;
      }
      throw e;
    }
  }

  /** Where the data at an offset ends. */
  static long nextHole(Kernel kernel, Descriptor file, long offset, long size) {
    try {
      return kernel.seek(file, offset, Seek.HOLE);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENXIO) || e.errno().equals(Errno.EINVAL)) {
        return size;
      }
      throw e;
    }
  }
}
