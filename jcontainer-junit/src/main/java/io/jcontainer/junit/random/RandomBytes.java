package io.jcontainer.junit.random;

import io.jcontainer.CopySource;
import java.io.InputStream;
import java.util.Objects;
import java.util.Random;

/** A stream of bytes that look random, the same for each seed however it is read. */
public final class RandomBytes extends InputStream {
  private static final int CHUNK = 8192;

  private final Random random;
  private final byte[] chunk = new byte[CHUNK];
  private int used = CHUNK;
  private long left;

  private RandomBytes(long seed, long length) {
    this.random = new Random(seed);
    this.left = length;
  }

  /** So many bytes as the content of a file; each reading begins anew. */
  public static CopySource source(long seed, long length) {
    return new CopySource.Content(length + " random bytes", () -> new RandomBytes(seed, length));
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    if (used == CHUNK) {
      random.nextBytes(chunk);
      used = 0;
    }
    int count = (int) Math.min(left, Math.min(length, CHUNK - used));
    System.arraycopy(chunk, used, buffer, offset, count);
    used += count;
    left -= count;
    return count;
  }
}
