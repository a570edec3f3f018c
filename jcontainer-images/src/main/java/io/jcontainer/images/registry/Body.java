package io.jcontainer.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What is sent along with a request. It is opened anew for each try. */
final class Body {
  private final long size;
  private final Supplier<InputStream> source;
  private final AtomicLong sent = new AtomicLong();

  /**
   * A body of exactly that many bytes.
   *
   * @param source has at least as many; closed when they are sent
   */
  Body(long size, Supplier<InputStream> source) {
    this.size = size;
    this.source = source;
  }

  BodyPublisher publisher() {
    if (size == 0) {
      return BodyPublishers.noBody();
    }
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> new Counted(source.get())), size);
  }

  /** Grows as long as the body is being sent. */
  long sent() {
    return sent.get();
  }

  /** Ends where the body does, and counts. */
  private final class Counted extends InputStream {
    private final InputStream in;
    private long left = size;
    private boolean ended;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = ended || left == 0 ? -1 : in.read(target, offset, (int) Math.min(length, left));
      if (count > 0) {
        left -= count;
        sent.addAndGet(count);
      }
      if (count > 0 && left == 0) {
        checkEnd();
      }
      return count;
    }

    /** A source that checks itself does so at its end: before the last bytes are given away. */
    private void checkEnd() throws IOException {
      byte[] more = new byte[1];
      ended = in.read(more, 0, 1) < 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
