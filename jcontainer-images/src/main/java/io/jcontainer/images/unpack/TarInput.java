package io.jcontainer.images.unpack;

import io.jcontainer.Digest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The bytes of the archive in order: hashed and counted as they come, handed on without a copy. */
final class TarInput {
  /** Headers and the padding of data are of this size. */
  static final int BLOCK = 512;

  /** Takes pieces of data as they come. */
  interface Sink {
    /** Takes some bytes, which are the input's again when this returns. */
    void accept(byte[] bytes, int offset, int length);
  }

  private final ReadAhead chunks;
  private final LayerQuota quota;
  private final LayerBlob blob;
  private final MessageDigest hash;
  private ReadAhead.@Nullable Chunk chunk;
  private int position;

  TarInput(ReadAhead chunks, LayerQuota quota, LayerBlob blob) {
    this.chunks = chunks;
    this.quota = quota;
    this.blob = blob;
    this.hash = blob.diffId().newMessageDigest();
  }

  /** Fills the buffer, or returns false if there is not a single byte more. */
  boolean readBlock(byte[] buffer) throws IOException {
    if (current() == null) {
      return false;
    }
    for (int filled = 0; filled < buffer.length; ) {
      ReadAhead.Chunk from = requireCurrent();
      int piece = Math.min(buffer.length - filled, from.length - position);
      System.arraycopy(from.bytes, position, buffer, filled, piece);
      position += piece;
      filled += piece;
    }
    return true;
  }

  /** Hands the next bytes on, all of them or an error. */
  void transfer(long count, Sink sink) throws IOException {
    for (long left = count; left > 0; ) {
      ReadAhead.Chunk from = requireCurrent();
      int piece = (int) Math.min(left, from.length - position);
      sink.accept(from.bytes, position, piece);
      position += piece;
      left -= piece;
    }
  }

  /** Passes over the next bytes. */
  void skip(long count) throws IOException {
    transfer(count, (bytes, offset, length) -> {});
  }

  /** Reads to the end and returns the digest of everything. */
  Digest drain() throws IOException {
    for (ReadAhead.Chunk rest = current(); rest != null; rest = current()) {
      position = rest.length;
    }
    return new Digest(blob.diffId().algorithm(), HexFormat.of().formatHex(hash.digest()));
  }

  private ReadAhead.Chunk requireCurrent() throws IOException {
    ReadAhead.Chunk current = current();
    if (current == null) {
      throw blob.invalid("its archive is cut off", null);
    }
    return current;
  }

  private ReadAhead.@Nullable Chunk current() throws IOException {
    ReadAhead.Chunk current = chunk;
    if (current != null && position < current.length) {
      return current;
    }
    if (current != null) {
      chunk = null;
      chunks.recycle(current);
    }
    ReadAhead.Chunk next = chunks.take();
    if (next != null) {
      quota.addBytes(next.length);
      hash.update(next.bytes, 0, next.length);
      position = 0;
    }
    chunk = next;
    return next;
  }
}
