package io.jcontainer.linux.container;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock of the host.
 *
 * @param events tasks run on it
 */
public record LoopSchedule(EventLoop events) implements Schedule {
  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Pending after(Duration delay, Runnable task) {
    EventLoop.Timer timer = events.after(delay, task);
    return timer::close;
  }
}
