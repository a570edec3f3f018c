package io.jcontainer.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a blob from its first to its last, over as many connections as it takes. When one
 * breaks, the next request asks for the rest only. What comes first and what comes later need not
 * be from the same server or of the same entity tag: the digest of the whole decides.
 */
final class BlobStream extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(BlobStream.class);

  /** Bytes after which a broken connection counts as the first one again. */
  private static final long PROGRESS = 1 << 20;

  /**
   * An answer with some part of the blob up to its end.
   *
   * @param call what was asked
   * @param start where in the blob the body begins: at what was asked for, or at the first byte,
   *     because ranges are optional
   */
  record Part(Call call, Answer answer, long start) {}

  /** Opens a connection that continues a blob. */
  @FunctionalInterface
  interface Source {
    /** The part that begins with the byte at the offset, or the whole. */
    Part open(long offset);
  }

  private final Source source;
  private final long size;
  private final Pace pace;
  private final Backoff backoff;
  private Call call;
  private Answer answer;

  /** Of the next byte to deliver. */
  private long position;

  /** Bytes of the body before that one, which were delivered already. */
  private long known;

  private long brokenAt;

  BlobStream(Source source, long size, Pace pace) {
    this.source = source;
    this.size = size;
    this.pace = pace;
    this.backoff = new Backoff(pace.random());
    Part part = source.open(0);
    this.call = part.call();
    this.answer = part.answer();
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    while (true) {
      try {
        answer.body().skipNBytes(known);
        known = 0;
        int count = answer.body().read(target, offset, length);
        if (count >= 0) {
          position += count;
          return count;
        }
        if (position >= size || !again()) {
          return -1; // complete, or cut short again and again: for the digest check to say
        }
      } catch (IOException e) {
        if (!Transport.isTransient(e) || !again()) {
          throw Trouble.of(call, e);
        }
      }
    }
  }

  /** Continues on another connection, unless there were too many in vain. */
  private boolean again() {
    answer.close();
    if (position - brokenAt >= PROGRESS) {
      backoff.progress();
    }
    brokenAt = position;
    Optional<Duration> wait = backoff.next(Optional.empty());
    if (wait.isEmpty()) {
      return false;
    }
    LOG.debug("{}: going to {} from byte {} on", call.registry().name(), call.what(), position);
    try {
      pace.sleep(wait.get());
    } catch (IOException e) {
      throw Trouble.of(call, e);
    }
    Part part = source.open(position);
    call = part.call();
    answer = part.answer();
    known = position - part.start();
    return true;
  }

  @Override
  public void close() {
    answer.close();
  }
}
