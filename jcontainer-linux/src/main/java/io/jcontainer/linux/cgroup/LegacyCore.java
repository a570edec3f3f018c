package io.jcontainer.linux.cgroup;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import java.time.Duration;
import java.util.Optional;

/**
 * The same on a host without cgroup v2: processes are listed and signalled one by one, while the v1
 * freezer keeps them from forking.
 *
 * @param members whose processes are the container's
 * @param freezer the switch of the freezer hierarchy, where the host has that
 * @param backoff to wait with
 */
record LegacyCore(LegacyMembers members, Optional<FreezeSwitch> freezer, Backoff backoff)
    implements GroupCore {
  private static final Duration FREEZE_BEFORE_KILL = Duration.ofMillis(100);
  private static final Duration KILL_AGAIN = Duration.ofSeconds(1);

  /**
   * The v1 freezer holds back SIGKILL as well: they die when it is thawed. What could not be frozen
   * in time, and what it forked, is met in the rounds after.
   */
  @Override
  public void kill() {
    if (!members.group().exists()) {
      return;
    }
    if (freezer.isPresent()) {
      try {
        boolean _ = freezer.get().tryFreeze(FREEZE_BEFORE_KILL);
        members.kill();
      } finally {
        freezer.get().thaw();
      }
    }
    boolean _ =
        backoff.until(
            () -> {
              members.kill();
              return members.processes().isEmpty();
            },
            KILL_AGAIN);
  }

  @Override
  public void freeze(Duration atMost) {
    requiredFreezer().freeze(atMost);
  }

  @Override
  public void thaw() {
    requiredFreezer().thaw();
  }

  @Override
  public boolean isFrozen() {
    return freezer.filter(FreezeSwitch::isOn).isPresent();
  }

  @Override
  public boolean isPopulated() {
    return !members.processes().isEmpty();
  }

  private FreezeSwitch requiredFreezer() {
    return freezer.orElseThrow(
        () ->
            new HostUnsupportedException(
                HostFeature.CGROUP_V2,
                "there is no v2 hierarchy and no v1 freezer to pause with",
                "mount a cgroup2 file system on /sys/fs/cgroup/unified"));
  }
}
