package io.jcontainer.images.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each further try of one operation: 1, 2, 4 seconds and up to a fifth more
 * by chance, or as long as the registry asks for; then no more.
 */
final class Backoff {
  /** The most tries in a row that end without progress. */
  static final int TRIES = 4;

  /** The longest wait that a registry can ask for; asking for more ends the operation. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final double SPREAD = 0.2;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait after another failed try, or nothing if that was the last. */
  Optional<Duration> next(Optional<Duration> asked) {
    failures++;
    if (failures >= TRIES || asked.filter(wait -> wait.compareTo(LONGEST) > 0).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(asked.orElseGet(this::own));
  }

  private Duration own() {
    long millis = FIRST.toMillis() << (failures - 1);
    return Duration.ofMillis(millis + (long) (millis * SPREAD * random.nextDouble()));
  }

  /** Forgets the failures: something was achieved since. */
  void progress() {
    failures = 0;
  }
}
