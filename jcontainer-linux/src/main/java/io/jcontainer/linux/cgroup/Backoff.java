package io.jcontainer.linux.cgroup;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Trying until it works: at once, then after 1, 2, 4 and so on up to 512 ms, and every 512 ms from
 * there. That serves both what the kernel usually has done within a few milliseconds (a group is
 * busy until its killed processes are reaped) and the rare long wait, without polling.
 */
final class Backoff {
  private static final long FIRST_NANOS = 1_000_000;
  private static final long LONGEST_NANOS = 512 * FIRST_NANOS;

  private final Pause pause;

  Backoff(Pause pause) {
    this.pause = pause;
  }

  /**
   * Tries at least once, and a last time when the time is over. A thread that is interrupted tries
   * no more and stays interrupted.
   *
   * @return whether it worked
   */
  boolean until(BooleanSupplier done, Duration atMost) {
    long start = pause.nanoTime();
    long budget = atMost.toNanos();
    long next = FIRST_NANOS;
    while (!done.getAsBoolean()) {
      long left = budget - (pause.nanoTime() - start);
      if (left <= 0 || !sleep(Math.min(next, left))) {
        return false;
      }
      next = Math.min(next * 2, LONGEST_NANOS);
    }
    return true;
  }

  private boolean sleep(long nanos) {
    try {
      pause.sleep(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
