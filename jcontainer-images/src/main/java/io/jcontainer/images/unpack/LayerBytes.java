package io.jcontainer.images.unpack;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * The archive inside a layer's stored bytes. What the manifest says about the compression and what
 * the first bytes say have to agree: a reader that guesses can be made to see another archive than
 * one that believes.
 */
final class LayerBytes extends InputStream {
  private static final int MAGIC_LENGTH = 4;

  /** The largest window that is decoded, as a power of two: 128 MiB, what the zstd tool takes. */
  private static final int LARGEST_ZSTD_WINDOW = 27;

  private final LayerBlob blob;
  private final VerifiedStream stored;
  private final InputStream archive;

  /**
   * Begins to read a layer.
   *
   * @param stored its stored bytes, owned by this
   */
  LayerBytes(VerifiedStream stored, LayerBlob blob) throws IOException {
    this.blob = blob;
    this.stored = stored;
    this.archive = openOrClose();
  }

  private InputStream openOrClose() throws IOException {
    try {
      return open();
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private InputStream open() throws IOException {
    PushbackInputStream start = new PushbackInputStream(stored, MAGIC_LENGTH);
    byte[] magic = start.readNBytes(MAGIC_LENGTH);
    start.unread(magic);
    Compression seen = compressionOf(magic);
    if (seen != blob.compression()) {
      throw blob.invalid(
          "it should be compressed with " + blob.compression() + " and looks like " + seen, null);
    }
    return switch (seen) {
      case NONE -> start;
      case GZIP -> new GzipInput(start, why -> blob.invalid(why, null));
      case ZSTD -> new ZstdInputStreamNoFinalizer(start).setLongMax(LARGEST_ZSTD_WINDOW);
    };
  }

  private static Compression compressionOf(byte[] magic) {
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return Compression.GZIP;
    }
    if (magic.length < MAGIC_LENGTH) {
      return Compression.NONE;
    }
    int number =
        (magic[0] & 0xff)
            | (magic[1] & 0xff) << 8
            | (magic[2] & 0xff) << 16
            | (magic[3] & 0xff) << 24;
    boolean frame = number == 0xfd2fb528;
    boolean skippableFrame = (number & 0xfffffff0) == 0x184d2a50;
    return frame || skippableFrame ? Compression.ZSTD : Compression.NONE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Reads of the archive; at its end everything that is stored has been read and checked. */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int got = archive.read(buffer, offset, length);
      if (got < 0) {
        stored.finish();
      }
      return got;
    } catch (ZstdIOException e) {
      throw blob.invalid("its zstd stream is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
