package io.jcontainer.linux.container;

import io.jcontainer.ContainerStateException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Stats;
import java.time.Duration;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Stats again and again. It has no thread: whoever reads it waits, until the interval is over, the
 * container has ended or the stream is closed.
 */
final class StatsStream extends Spliterators.AbstractSpliterator<Stats> {
  private final Supplier<Stats> source;
  private final Duration interval;
  private final CompletableFuture<?> over;
  private boolean begun;

  private StatsStream(Supplier<Stats> source, Duration interval, CompletableFuture<?> over) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.source = source;
    this.interval = interval;
    this.over = over;
  }

  /**
   * A stream.
   *
   * @param end completes with the container's end
   */
  static Stream<Stats> of(Supplier<Stats> source, Duration interval, CompletableFuture<?> end) {
    if (interval.isZero() || interval.isNegative()) {
      throw new InvalidSpecException("stats interval " + interval, "it is longer than nothing");
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    var _ = end.whenComplete((_, _) -> over.complete(null));
    return StreamSupport.stream(new StatsStream(source, interval, over), false)
        .onClose(() -> over.complete(null));
  }

  @Override
  public boolean tryAdvance(Consumer<? super Stats> action) {
    if (begun && isOverWithin(interval)) {
      return false;
    }
    begun = true;
    Stats stats;
    try {
      stats = source.get();
    } catch (ContainerStateException e) {
      // it ended between the wait and the reading
      return false;
    }
    action.accept(stats);
    return true;
  }

  private boolean isOverWithin(Duration wait) {
    try {
      over.get(wait.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of the container was not seen", e.getCause());
    }
  }
}
