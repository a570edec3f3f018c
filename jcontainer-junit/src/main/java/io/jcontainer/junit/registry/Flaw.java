package io.jcontainer.junit.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is to be wrong with one answer.
 *
 * @param status sent instead of an answer
 * @param retryAfter sent along with it
 * @param pause before anything is sent
 * @param cutAfter the connection is closed after so many bytes of the body
 * @param damaged whether the first bit of the body is turned
 */
public record Flaw(
    OptionalInt status,
    Optional<Duration> retryAfter,
    Duration pause,
    OptionalLong cutAfter,
    boolean damaged) {
  /** Nothing is. */
  public static Flaw none() {
    return new Flaw(
        OptionalInt.empty(), Optional.empty(), Duration.ZERO, OptionalLong.empty(), false);
  }
}
