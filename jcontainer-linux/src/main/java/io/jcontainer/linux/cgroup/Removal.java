package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The removal of groups with all that is nested in them. Busy is the normal answer right after a
 * kill, as the kernel lets a process go from its group only when it has ended, so it is tried again
 * in growing steps.
 */
final class Removal {
  private final List<GroupDir> left;

  Removal(List<GroupDir> groups) {
    left = new ArrayList<>(groups);
  }

  /**
   * Removes what can be removed within the time.
   *
   * @return whether all of it is gone
   */
  boolean within(Duration atMost, Backoff backoff) {
    return backoff.until(this::attempt, atMost);
  }

  private boolean attempt() {
    left.removeIf(Removal::remove);
    return left.isEmpty();
  }

  /** Removes one now, with what is nested in it; false if it is busy. */
  static boolean remove(GroupDir group) {
    try {
      if (removeAlone(group.kernel(), group.parent(), group.name())) {
        return true;
      }
      GroupWalk.beneath(group, (directory, name) -> removeAlone(group.kernel(), directory, name));
      return removeAlone(group.kernel(), group.parent(), group.name());
    } catch (KernelException e) {
      throw CgroupFailure.of("remove control group " + group, e);
    }
  }

  static boolean removeAlone(Kernel kernel, Descriptor directory, String name) {
    try {
      kernel.unlink(directory, name, At.REMOVEDIR);
      return true;
    } catch (KernelException e) {
      if (CgroupFailure.isBusy(e)) {
        return false;
      }
      if (CgroupFailure.isGone(e)) {
        return true;
      }
      throw e;
    }
  }
}
