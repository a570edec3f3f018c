package io.jcontainer;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a container's log in their order. A container never waits for a reader: one
 * that is too slow misses the oldest lines, and is told how much that was. For one thread; closing
 * it from another wakes it.
 */
public interface LogReader extends AutoCloseable {
  /**
   * The next line, waited for if the query says so; null after the last.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  @Nullable LogLine next() throws InterruptedException;

  /** How many bytes were dropped before they could be read, in all. */
  long droppedBytes();

  /**
   * The rest as a stream, which closes the reader with itself. It ends early, and the thread is
   * interrupted again, if it is interrupted while waiting.
   */
  Stream<LogLine> lines();

  /** Stops reading. Idempotent. */
  @Override
  void close();
}
