package io.jcontainer.images.registry;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Time and chance, given from outside so that tests decide both.
 *
 * @param clock for the end of tokens and for dates in answers
 * @param sleeper waits between tries
 * @param random spreads tries of many clients
 */
record Pace(InstantSource clock, Sleeper sleeper, RandomGenerator random) {
  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    /** Returns after that time. */
    void sleep(Duration duration) throws InterruptedException;
  }

  static Pace real() {
    return new Pace(InstantSource.system(), Thread::sleep, RandomGenerator.getDefault());
  }

  Instant now() {
    return clock.instant();
  }

  void sleep(Duration duration) throws InterruptedIOException {
    try {
      sleeper.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two tries");
    }
  }
}
