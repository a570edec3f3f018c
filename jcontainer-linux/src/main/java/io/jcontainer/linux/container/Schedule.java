package io.jcontainer.linux.container;

import java.time.Duration;
import java.time.Instant;

/** Time, as an engine tells it and waits for it. Tests bring one that they advance themselves. */
public interface Schedule {
  /** The time of day. */
  Instant now();

  /** Nanoseconds since some moment; it never goes back. */
  long nanos();

  /** Runs the task once the time has passed; the task is short and does not block. */
  Pending after(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Pending extends AutoCloseable {
    /** Gives it up unless its time has come. Idempotent. */
    @Override
    void close();
  }
}
