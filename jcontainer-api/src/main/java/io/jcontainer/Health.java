package io.jcontainer;

import java.util.List;

/**
 * The health of a container that has a health check.
 *
 * @param status the verdict
 * @param failures how many checks in a row have failed and counted
 * @param results the latest checks of the current run, up to {@link #RESULTS}, the oldest first
 */
public record Health(HealthStatus status, int failures, List<HealthResult> results) {
  /** How many results are kept. */
  public static final int RESULTS = 5;

  /** Copies the list. */
  public Health {
    results = List.copyOf(results);
  }
}
