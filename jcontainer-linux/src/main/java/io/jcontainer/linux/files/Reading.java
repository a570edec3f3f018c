package io.jcontainer.linux.files;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerFileException;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import java.io.ByteArrayOutputStream;

/** Reads a small file as a whole. */
final class Reading {
  private static final int CHUNK = 64 * 1024;

  private Reading() {}

  /** The bytes of a file, which is closed; one that is larger, or grows, is refused. */
  static byte[] bytes(Kernel kernel, Fd file, String path, ByteSize most) {
    try (file) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int count = kernel.read(file, chunk, 0, CHUNK);
          count > 0;
          count = kernel.read(file, chunk, 0, CHUNK)) {
        if (all.size() + (long) count > most.bytes()) {
          throw new ContainerFileException(
              path, "cannot read " + path + ": it holds more than " + most, null);
        }
        all.write(chunk, 0, count);
      }
      return all.toByteArray();
    }
  }
}
