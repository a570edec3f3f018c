package io.jcontainer.linux.container;

import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.concurrent.CompletableFuture;

/**
 * The reading end of one output stream of a container. Read on the event loop as fast as it comes,
 * so that a container never blocks on a slow reader.
 */
final class OutputPipe implements ProcessStream {
  private static final int CHUNK = 64 * 1024;

  /** So much is read from one pipe before the others have their turn. */
  private static final int TURN = 16 * CHUNK;

  private final Kernel kernel;
  private final Fd end;
  private final OutputSink sink;
  private final byte[] chunk;
  private final EventLoop.Watch watch;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /**
   * Watches the pipe.
   *
   * @param end non-blocking; owned from now on
   * @param chunk shared by all pipes of one event loop
   */
  OutputPipe(Kernel kernel, EventLoop events, Fd end, OutputSink sink, byte[] chunk) {
    this.kernel = kernel;
    this.end = end;
    this.sink = sink;
    this.chunk = chunk;
    this.watch = events.watch(end, this::readable);
  }

  /** A chunk for all the pipes of one loop. */
  static byte[] newChunk() {
    return new byte[CHUNK];
  }

  /** Completes when every writer has closed its end and all is read. */
  CompletableFuture<Void> drained() {
    return drained;
  }

  private void readable(EventLoop.Watch ready) {
    int total = 0;
    while (total < TURN) {
      int count;
      try {
        count = kernel.read(end, chunk, 0, chunk.length);
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.EAGAIN)) {
          finish(ready);
        }
        return;
      }
      if (count == 0) {
        finish(ready);
        return;
      }
      sink.append(chunk, count);
      total += count;
    }
  }

  /**
   * Reads what is in the pipe and stops, though processes that were left behind may hold its other
   * end. On the event loop.
   */
  @Override
  public void processEnded() {
    if (!drained.isDone()) {
      readable(watch);
      finish(watch);
    }
  }

  private void finish(EventLoop.Watch ready) {
    ready.close();
    end.close();
    drained.complete(null);
  }

  /** Stops reading. Idempotent. */
  @Override
  public void close() {
    watch.close();
    end.close();
  }
}
