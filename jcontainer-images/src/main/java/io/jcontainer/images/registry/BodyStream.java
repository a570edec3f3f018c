package io.jcontainer.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer as a stream that cannot stall for ever. The JDK's own stream waits without
 * a limit; this one gives up when {@link #LEAST_PROGRESS} bytes take longer than the limit to come.
 * Only the time spent waiting counts, so a reader may be as slow as it likes. One thread reads; any
 * may close.
 */
final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {
  /** Bytes that reset the stall limit: fewer in that time are a trickle meant to hold us. */
  static final int LEAST_PROGRESS = 1024;

  /** Buffers of up to 16 KiB that may lie here unread: enough to keep the socket busy. */
  private static final int PREFETCH = 32;

  /** What arrived: some bytes, or the end, or the failure that ended the body. */
  private record Item(List<ByteBuffer> buffers, boolean end, @Nullable Throwable failure) {}

  private final long stallNanos;
  private final BooleanSupplier clientClosed;
  private final BlockingQueue<Item> arrived = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final ArrayDeque<ByteBuffer> current = new ArrayDeque<>();
  private long waitedNanos;
  private int progress;
  private @Nullable Item last;
  private volatile boolean closed;

  /**
   * A body that has not begun.
   *
   * @param stall the limit for {@link #LEAST_PROGRESS} bytes
   * @param clientClosed whether a broken connection is our own doing
   */
  BodyStream(Duration stall, BooleanSupplier clientClosed) {
    this.stallNanos = stall.toNanos();
    this.clientClosed = clientClosed;
  }

  @Override
  public CompletionStage<BodyStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    if (!subscription.complete(given) || closed) {
      given.cancel();
      return;
    }
    given.request(PREFETCH);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (!closed) {
      arrived.add(new Item(buffers, false, null));
    }
  }

  @Override
  public void onError(Throwable failure) {
    arrived.add(new Item(List.of(), true, failure));
  }

  @Override
  public void onComplete() {
    arrived.add(new Item(List.of(), true, null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    ByteBuffer buffer = buffer();
    if (buffer == null) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  /** A buffer with something in it, or null at the end. */
  private @Nullable ByteBuffer buffer() throws IOException {
    while (true) {
      if (closed) {
        throw new IOException("the body was closed");
      }
      ByteBuffer first = current.peek();
      if (first != null && first.hasRemaining()) {
        return first;
      }
      if (first != null) {
        current.remove();
      } else if (!refill()) {
        return null;
      }
    }
  }

  /** Whether more came, as opposed to the end. */
  private boolean refill() throws IOException {
    Item item = last == null ? await() : last;
    if (item.failure() != null) {
      last = item;
      throw broken(item.failure());
    }
    if (item.end()) {
      last = item;
      return false;
    }
    current.addAll(item.buffers());
    subscription.join().request(1);
    for (ByteBuffer buffer : item.buffers()) {
      progress += buffer.remaining();
    }
    if (progress >= LEAST_PROGRESS) {
      progress = 0;
      waitedNanos = 0;
    }
    return true;
  }

  private IOException broken(Throwable failure) {
    return clientClosed.getAsBoolean()
        ? new ClosedClientException()
        : new IOException("the connection broke: " + failure.getMessage(), failure);
  }

  private Item await() throws IOException {
    long start = System.nanoTime();
    try {
      Item item = arrived.poll(stallNanos - waitedNanos, TimeUnit.NANOSECONDS);
      if (item == null) {
        close();
        throw new HttpTimeoutException("the body stalled");
      }
      return item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
  }

  /** Gives up the rest of the body, and with it the connection if there is a rest. */
  @Override
  public void close() {
    closed = true;
    arrived.clear();
    // wakes a reader on another thread
    arrived.add(new Item(List.of(), true, new IOException("closed")));
    Flow.Subscription given = subscription.getNow(null);
    if (given != null) {
      given.cancel();
    }
  }
}
