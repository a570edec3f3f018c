package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * The file that stops all processes of a group and lets them go on.
 *
 * @param group that it stops
 * @param file to write
 * @param stop what stops it
 * @param go what lets it go on
 * @param stopped whether all of it has stopped: the kernel takes a while
 * @param backoff to wait with
 */
record FreezeSwitch(
    GroupDir group,
    String file,
    String stop,
    String go,
    Predicate<GroupDir> stopped,
    Backoff backoff) {

  /** Of cgroup v2 (since Linux 5.2). */
  static FreezeSwitch unified(GroupDir group, Backoff backoff) {
    return new FreezeSwitch(
        group,
        "cgroup.freeze",
        "1",
        "0",
        each -> ControlFile.number(each.read("cgroup.events"), "frozen") == 1,
        backoff);
  }

  /** Of the v1 freezer; reading its state makes the kernel look again. */
  static FreezeSwitch legacy(GroupDir group, Backoff backoff) {
    return new FreezeSwitch(
        group,
        "freezer.state",
        "FROZEN",
        "THAWED",
        each -> each.read("freezer.state").strip().equals("FROZEN"),
        backoff);
  }

  /** Stops it, or leaves it running and fails. */
  void freeze(Duration atMost) {
    try {
      if (!tryFreeze(atMost)) {
        throw new CgroupException(
            """
            cannot freeze control group %s: it still runs after %d ms; a process may be waiting \
            for a disk or a network file system\
            """
                .formatted(group, atMost.toMillis()),
            null);
      }
    } catch (CgroupException e) {
      thawAfter(e);
      throw e;
    }
  }

  private void thawAfter(CgroupException failure) {
    try {
      thaw();
    } catch (CgroupException e) {
      failure.addSuppressed(e);
    }
  }

  /** Tells it to stop; false if it has not within the time. */
  boolean tryFreeze(Duration atMost) {
    group.write(file, stop);
    return backoff.until(() -> stopped.test(group), atMost);
  }

  /** Whether it was told to stop last, and is there. */
  boolean isOn() {
    return group.find(file).filter(state -> !state.strip().equals(go)).isPresent();
  }

  /** Lets it go on. */
  void thaw() {
    group.write(file, go);
  }
}
