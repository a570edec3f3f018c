package io.jcontainer.linux.cgroup;

import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.KernelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One write that makes a limit.
 *
 * @param controller that it belongs to
 * @param file of the group
 * @param value to write
 * @param need what happens where it cannot be written
 * @param otherwise what is written instead where there is no such file
 */
record Setting(
    Controller controller, String file, String value, Need need, Optional<Setting> otherwise) {
  Setting(Controller controller, String file, String value, Need need) {
    this(controller, file, value, need, Optional.empty());
  }

  /** How much depends on a setting. */
  enum Need {
    /** Somebody asked for it: without the controller or the file, the request fails. */
    REQUESTED,
    /** A default: set where the host has the controller and the file. */
    WHERE_POSSIBLE,
    /** Takes a limit away that a new group does not have: creation leaves it out. */
    UNLIMITED
  }

  /** Whether it limits something. */
  boolean isLimit() {
    return need != Need.UNLIMITED;
  }

  /** Refuses what was asked for and has no controller; the reasons say why there is none. */
  static void check(List<Setting> settings, Map<Controller, String> missing) {
    for (Setting setting : settings) {
      String reason = missing.get(setting.controller);
      if (reason != null && setting.need == Need.REQUESTED) {
        throw setting.unsupported(
            "no control group with the " + setting.controller.title() + " controller: " + reason);
      }
    }
  }

  /** Writes it into the group of its controller. */
  void apply(GroupDir group) {
    try {
      group.writeOrThrow(file, value);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT) || !group.exists()) {
        throw CgroupFailure.of("set " + file + " of control group " + group + " to " + value, e);
      }
      if (otherwise.isPresent()) {
        otherwise.get().apply(group);
      } else if (need == Need.REQUESTED) {
        throw unsupported("there is no " + file + " in " + group);
      }
    }
  }

  private HostUnsupportedException unsupported(String reason) {
    return new HostUnsupportedException(
        controller.feature(), reason, "make it available, or do not ask for this limit");
  }
}
