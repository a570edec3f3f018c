package io.jcontainer.images.build;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A tar stream being written, entry by entry. */
final class LayerStream {
  private final OutputStream out;

  LayerStream(OutputStream out) {
    this.out = out;
  }

  /** Begins an entry; content of the size that it says has to follow. */
  void header(EntryHeader header) {
    byte[] bytes = header.bytes();
    content(bytes, bytes.length);
  }

  /** Some more content of the entry. */
  void content(byte[] bytes, int count) {
    try {
      out.write(bytes, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of content of so many bytes: zeros up to the next block. */
  void endContent(long size) {
    zeros((int) -size & EntryHeader.BLOCK - 1);
  }

  /** The two empty blocks that end a tar stream. */
  void end() {
    zeros(2 * EntryHeader.BLOCK);
  }

  private void zeros(int count) {
    content(new byte[count], count);
  }
}
