package io.jcontainer;

/** Where a container is in its life. */
public enum ContainerState {
  /** Made, not started. */
  CREATED("created"),
  /** Its first process runs. */
  RUNNING("running"),
  /** All its processes are frozen. */
  PAUSED("paused"),
  /** Its first process has ended, and with it all others. */
  EXITED("exited"),
  /** Its last run has ended, and its restart policy will start it again after a pause. */
  RESTARTING("restarting"),
  /** Nothing of it is left. */
  REMOVED("removed");

  private final String title;

  ContainerState(String title) {
    this.title = title;
  }

  /** The name used in sentences. */
  public String title() {
    return title;
  }
}
