package io.jcontainer.house.offender.downstairs;

import io.jcontainer.house.offender.upstairs.Upstairs;

/** Uses a room above. */
public final class Downstairs {
  /** The way up. */
  public Upstairs up() {
    return new Upstairs();
  }
}
