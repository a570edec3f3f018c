package io.jcontainer.images.store;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.InputStream;
import java.util.Objects;

/** An open file of the store as a stream. */
final class FileInput extends InputStream {
  private final Kernel kernel;
  private final Fd file;
  private final String path;

  FileInput(Kernel kernel, Fd file, String path) {
    this.kernel = kernel;
    this.file = file;
    this.path = path;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    try {
      int count = kernel.read(file, target, offset, length);
      return count == 0 ? -1 : count;
    } catch (KernelException e) {
      throw StoreFailure.of("cannot read " + path, e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
