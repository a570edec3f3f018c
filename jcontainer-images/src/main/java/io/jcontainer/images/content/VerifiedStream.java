package io.jcontainer.images.content;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A stream of content that is being checked while it is read. What was read is not to be believed
 * before the end was: {@link #read} returns -1 only if size and digest were right, and fails
 * otherwise. Whoever stops reading earlier, as a decompressor does that has seen its own end, calls
 * {@link #finish}.
 *
 * <p>Never delivers more bytes than the descriptor says. All failures are unchecked {@link
 * io.jcontainer.ImageException}s, so they pass through streams wrapped around this one.
 */
public final class VerifiedStream extends InputStream {
  private final InputStream source;
  private final Descriptor expected;
  private final String part;
  private final MessageDigest hash;
  private long delivered;
  private boolean verified;
  private LongConsumer listener = _ -> {};
  private OutputStream copy = OutputStream.nullOutputStream();

  /**
   * Checks a source.
   *
   * @param source closed with this stream
   * @param expected size and digest
   * @param part what the content is, for messages, such as {@code layer sha256:...}
   */
  public VerifiedStream(InputStream source, Descriptor expected, String part) {
    this.source = source;
    this.expected = expected;
    this.part = part;
    this.hash = expected.digest().newMessageDigest();
  }

  /**
   * Writes what is read from now on to another place, too; whether it was right shows at the end.
   */
  public void copyTo(OutputStream target) {
    copy = target;
  }

  /** Tells somebody after each read how many bytes were delivered by then. */
  public void tell(LongConsumer target) {
    listener = target;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * As {@link InputStream#read(byte[], int, int)}; -1 means that the content is complete and right.
   *
   * @throws InvalidImageException if it is not
   */
  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    int read = readSource(target, offset, length);
    if (read < 0) {
      verify();
      return -1;
    }
    delivered += read;
    if (delivered > expected.size()) {
      throw new InvalidImageException(
          part, "it has more than the " + expected.size() + " bytes it should have", null);
    }
    hash.update(target, offset, read);
    try {
      copy.write(target, offset, read);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + part, e);
    }
    listener.accept(delivered);
    return read;
  }

  private int readSource(byte[] target, int offset, int length) {
    try {
      return source.read(target, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + part, e);
    }
  }

  private void verify() {
    if (verified) {
      return;
    }
    if (delivered < expected.size()) {
      throw new InvalidImageException(
          part, "it ends after " + delivered + " of " + expected.size() + " bytes", null);
    }
    Digest actual =
        new Digest(expected.digest().algorithm(), HexFormat.of().formatHex(hash.digest()));
    if (!actual.equals(expected.digest())) {
      throw new InvalidImageException(
          part, "its digest is " + actual + ", and should be " + expected.digest(), null);
    }
    verified = true;
  }

  /**
   * Reads what is left and checks the whole.
   *
   * @throws InvalidImageException if it is not what the descriptor says
   */
  public void finish() {
    byte[] rest = new byte[16 << 10];
    int count;
    do {
      count = read(rest, 0, rest.length);
    } while (count >= 0);
  }

  /** Bytes delivered so far. */
  public long count() {
    return delivered;
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + part, e);
    }
  }
}
