package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.OutputStream;

/**
 * A layer as it is in a registry, on its way into the store: a file that nobody else sees. What is
 * written to it has to have the digest; that is for whoever writes to see to, before the image is
 * committed.
 */
public final class StagedArchive extends OutputStream {
  private final Kernel kernel;
  private final Fd file;
  private final String name;
  private final Digest digest;

  StagedArchive(Kernel kernel, Fd file, String name, Digest digest) {
    this.kernel = kernel;
    this.file = file;
    this.name = name;
    this.digest = digest;
  }

  /** The file in the session's directory. */
  String name() {
    return name;
  }

  Digest digest() {
    return digest;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      kernel.write(file, bytes, offset, length);
    } catch (KernelException e) {
      throw StoreFailure.of("cannot keep " + digest, e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
