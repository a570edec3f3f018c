package io.jcontainer;

/** What the health checks of a container say. */
public enum HealthStatus {
  /** Started, and no check has decided yet. */
  STARTING("starting"),
  /** The last check succeeded, or too few have failed since one did. */
  HEALTHY("healthy"),
  /** As many checks failed in a row as were allowed. */
  UNHEALTHY("unhealthy");

  private final String title;

  HealthStatus(String title) {
    this.title = title;
  }

  /** The name used in sentences. */
  public String title() {
    return title;
  }
}
