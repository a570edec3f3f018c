package io.jcontainer.linux.cgroup;

import java.time.Duration;

/**
 * The core files of cgroup v2, which need no controller and so work on hybrid hosts too: {@code
 * cgroup.kill} (since Linux 5.14), {@code cgroup.freeze} (5.2), {@code cgroup.events}.
 *
 * @param group in the v2 hierarchy
 * @param freezer its switch
 */
record UnifiedCore(GroupDir group, FreezeSwitch freezer) implements GroupCore {
  UnifiedCore(GroupDir group, Backoff backoff) {
    this(group, FreezeSwitch.unified(group, backoff));
  }

  /** Reaches nested groups and frozen processes; what is being forked meanwhile dies too. */
  @Override
  public void kill() {
    CgroupFailure.attempt(
        "kill control group " + group,
        () -> CgroupFailure.unlessGone(() -> group.writeOrThrow("cgroup.kill", "1")));
  }

  @Override
  public void freeze(Duration atMost) {
    freezer.freeze(atMost);
  }

  @Override
  public void thaw() {
    freezer.thaw();
  }

  @Override
  public boolean isFrozen() {
    return freezer.isOn();
  }

  @Override
  public boolean isPopulated() {
    return group
        .find("cgroup.events")
        .filter(events -> ControlFile.number(events, "populated") == 1)
        .isPresent();
  }
}
