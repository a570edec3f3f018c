package io.jcontainer;

import java.time.Duration;
import java.time.Instant;

/**
 * One health check.
 *
 * @param time of its beginning
 * @param duration of it
 * @param code what the command returned; -1 if it could not be executed or took too long
 * @param output the beginning of what it wrote to both streams, up to {@link #OUTPUT_LIMIT}, or why
 *     it has no code
 */
public record HealthResult(Instant time, Duration duration, int code, String output) {
  /** How much output is kept. */
  public static final ByteSize OUTPUT_LIMIT = ByteSize.ofKiB(4);

  /** Whether the container works. */
  public boolean isSuccess() {
    return code == 0;
  }
}
