package io.jcontainer;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of an engine from its opening on, in their order. Nothing waits for a reader:
 * one that is more than {@link #QUEUE} events behind misses the oldest, and is told how many. For
 * one thread; closing it from another wakes it.
 */
public interface EventReader extends AutoCloseable {
  /** How many events wait for their reader. */
  int QUEUE = 1024;

  /**
   * The next event, waited for; null when the reader or the engine is closed.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  @Nullable ContainerEvent next() throws InterruptedException;

  /**
   * The next event, waited for so long; null if there is none by then, or the reader or the engine
   * is closed.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  @Nullable ContainerEvent next(Duration atMost) throws InterruptedException;

  /** How many events were dropped before they could be read, in all. */
  long dropped();

  /**
   * The events as a stream, which closes the reader with itself. It ends early, and the thread is
   * interrupted again, if it is interrupted while waiting.
   */
  Stream<ContainerEvent> events();

  /** Stops reading. Idempotent. */
  @Override
  void close();
}
