package io.jcontainer.images.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** Time that passes only when somebody sleeps, and chance that is always zero. */
final class VirtualPace {
  private final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  Pace pace() {
    RandomGenerator never = () -> 0L;
    return new Pace(() -> now, this::sleep, never);
  }

  private synchronized void sleep(Duration duration) {
    sleeps.add(duration);
    now = now.plus(duration);
  }

  synchronized void pass(Duration duration) {
    now = now.plus(duration);
  }

  Instant now() {
    return now;
  }

  /** How long it was slept each time, in seconds. */
  List<Long> sleeps() {
    return sleeps.stream().map(Duration::toSeconds).toList();
  }
}
