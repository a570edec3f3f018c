package io.jcontainer;

/**
 * How a container is removed. Immutable; each {@code with} returns another.
 *
 * @param force whether it is killed if it runs; refused otherwise
 * @param volumes whether its anonymous volumes go with it; they stay, unused, otherwise. Named ones
 *     always stay.
 */
public record RemoveOptions(boolean force, boolean volumes) {
  private static final RemoveOptions DEFAULTS = new RemoveOptions(false, false);

  /** Only one that does not run, without its volumes. */
  public static RemoveOptions defaults() {
    return DEFAULTS;
  }

  /** Kills it if it runs. */
  public RemoveOptions withForce() {
    return new RemoveOptions(true, volumes);
  }

  /** Removes its anonymous volumes as well. */
  public RemoveOptions withVolumes() {
    return new RemoveOptions(force, true);
  }
}
