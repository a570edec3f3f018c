package io.jcontainer.linux.container;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A stream of all that a reader has still to tell. An interrupt ends it and stays set. */
final class ReaderStream<T> extends Spliterators.AbstractSpliterator<T> {
  private final Next<T> reader;

  /** What waits for the next value; null for the end. */
  interface Next<T> {
    @Nullable T next() throws InterruptedException;
  }

  private ReaderStream(Next<T> reader) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.reader = reader;
  }

  /**
   * The stream.
   *
   * @param close is called when the stream is closed
   */
  static <T> Stream<T> of(Next<T> reader, Runnable close) {
    return StreamSupport.stream(new ReaderStream<>(reader), false).onClose(close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    try {
      T value = reader.next();
      if (value == null) {
        return false;
      }
      action.accept(value);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
