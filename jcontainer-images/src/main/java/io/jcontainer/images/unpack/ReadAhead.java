package io.jcontainer.images.unpack;

import io.jcontainer.ImageStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream on a thread of its own while the caller works on what came before: inflating is
 * most of the work of a layer, and hashing and writing the rest. A platform thread, because
 * inflating never yields. A few chunks are under way, and never more.
 */
final class ReadAhead implements AutoCloseable {
  private static final int CHUNKS = 4;
  private static final int CHUNK_SIZE = 256 * 1024;

  /** Some bytes of the stream; it goes back with {@link #recycle}. */
  static final class Chunk {
    final byte[] bytes = new byte[CHUNK_SIZE];
    int length;
  }

  private final InputStream source;
  private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);

  /** One place more than there are chunks, so that the end never waits for room. */
  private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(CHUNKS + 1);

  private final Chunk end = new Chunk();
  private final FutureTask<Void> reading;
  private final Thread reader;

  /** Begins to read. The stream is the reader's until {@link #close} has returned. */
  ReadAhead(InputStream source, String name) {
    this.source = source;
    for (int i = 0; i < CHUNKS; i++) {
      free.add(new Chunk());
    }
    this.reading = new FutureTask<>(this::readAll, null);
    this.reader = Thread.ofPlatform().daemon().name("jcontainer-inflate " + name).start(this::run);
  }

  private void run() {
    reading.run();
    filled.add(end);
  }

  private void readAll() {
    try {
      while (true) {
        Chunk chunk = free.take();
        chunk.length = source.readNBytes(chunk.bytes, 0, CHUNK_SIZE);
        if (chunk.length == 0) {
          return;
        }
        filled.put(chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new CancellationException("nobody wants the rest");
    }
  }

  /** The next bytes, or null when the stream has ended; what went wrong in reading is thrown. */
  @Nullable Chunk take() throws IOException {
    try {
      Chunk chunk = filled.take();
      if (chunk != end) {
        return chunk;
      }
      filled.add(end);
      reading.get();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException("unpacking was interrupted", e);
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  private static IOException rethrown(ExecutionException e) {
    return switch (e.getCause()) {
      case UncheckedIOException io when io.getCause() != null -> io.getCause();
      case RuntimeException failure -> throw failure;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException(e);
    };
  }

  /** Gives the memory of a chunk back. */
  void recycle(Chunk chunk) {
    free.add(chunk);
  }

  /** Stops reading and waits until the reader has ended. */
  @Override
  public void close() {
    reading.cancel(true);
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
