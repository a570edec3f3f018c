package io.jcontainer.linux.files;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a file that it owns the descriptor of. */
final class FileStream extends InputStream {
  private final Kernel kernel;
  private final Fd file;
  private final String path;

  FileStream(Kernel kernel, Fd file, String path) {
    this.kernel = kernel;
    this.file = file;
    this.path = path;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (file.isClosed()) {
      throw new IOException("the stream of " + path + " is closed");
    }
    try {
      int count = kernel.read(file, bytes, offset, length);
      return count == 0 ? -1 : count;
    } catch (KernelException e) {
      throw new IOException("cannot read " + path + ": " + e.errno(), e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
