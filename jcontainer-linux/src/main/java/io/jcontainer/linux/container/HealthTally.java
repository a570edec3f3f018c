package io.jcontainer.linux.container;

import io.jcontainer.Health;
import io.jcontainer.HealthCheck;
import io.jcontainer.HealthResult;
import io.jcontainer.HealthStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What the checks of one run say together. */
final class HealthTally {
  private final HealthCheck check;
  private final Deque<HealthResult> results = new ArrayDeque<>();
  private HealthStatus status = HealthStatus.STARTING;
  private int failures;

  HealthTally(HealthCheck check) {
    this.check = check;
  }

  /**
   * Counts a result.
   *
   * @param age of the run when the check began
   * @return whether the verdict changed
   */
  boolean add(HealthResult result, Duration age) {
    if (results.size() == Health.RESULTS) {
      results.removeFirst();
    }
    results.addLast(result);
    HealthStatus before = status;
    if (result.isSuccess()) {
      failures = 0;
      status = HealthStatus.HEALTHY;
    } else if (!isExcused(age)) {
      failures++;
      if (failures >= check.retries()) {
        status = HealthStatus.UNHEALTHY;
      }
    }
    return status != before;
  }

  private boolean isExcused(Duration age) {
    return status == HealthStatus.STARTING && age.compareTo(check.startPeriod()) < 0;
  }

  /** From the beginning of one check to the next, in a run of this age. */
  Duration interval(Duration age) {
    return isExcused(age) ? check.startInterval() : check.interval();
  }

  HealthStatus status() {
    return status;
  }

  Health health() {
    return new Health(status, failures, List.copyOf(results));
  }
}
