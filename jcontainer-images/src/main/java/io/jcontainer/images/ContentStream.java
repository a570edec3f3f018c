package io.jcontainer.images;

import io.jcontainer.images.content.VerifiedStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Content for users: as every stream, it tells of the disk's failures with an IOException. */
final class ContentStream extends FilterInputStream {
  private final Runnable release;

  /**
   * A stream of content.
   *
   * @param release called after it is closed
   */
  ContentStream(VerifiedStream content, Runnable release) {
    super(content);
    this.release = release;
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      release.run();
    }
  }
}
