package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.List;

/**
 * Where an engine makes its groups on a host that has cgroup v2 alone. There, only a group that has
 * no process of its own may give controllers to groups nested in it (the root excepted), and the
 * group of this process has at least this one.
 */
sealed interface V2Placement {
  /** The group that this process moves itself to, out of a group that it has for itself. */
  String LEAF = "jvm";

  /**
   * Beneath a group.
   *
   * @param path of the group
   * @param leaveFirst whether this process has to move to {@link #LEAF} before
   */
  record Beneath(String path, boolean leaveFirst) implements V2Placement {}

  /**
   * Nowhere.
   *
   * @param reason why
   */
  record Nowhere(String reason) implements V2Placement {}

  /**
   * Chooses, and changes nothing. Beneath our own group where that can be, so that what limits us
   * limits our containers: if it is the root, or if we are alone in it and can move to a leaf of it
   * (or have done so before). Otherwise beside our own group: other people's processes are in it,
   * and it is not for us to move them.
   *
   * @param pid of this process
   */
  static V2Placement choose(Kernel kernel, Hierarchy hierarchy, long pid) {
    V2Group own = new V2Group(kernel, hierarchy, hierarchy.ownPath());
    try {
      if (own.isRoot()) {
        return new Beneath(own.path(), false);
      }
      boolean beside = own.hasParent() && own.parent().canGiveControllers();
      if (beside && own.name().equals(LEAF)) {
        return new Beneath(own.parent().path(), false);
      }
      if (own.processes().equals(List.of(Long.toString(pid)))) {
        return new Beneath(own.path(), true);
      }
      return beside
          ? new Beneath(own.parent().path(), false)
          : new Nowhere("other processes are in the control group of this one, " + own.path());
    } catch (KernelException e) {
      return new Nowhere("the control group of this process is unusable: " + e.getMessage());
    }
  }

  /**
   * A group on the way.
   *
   * @param kernel to ask
   * @param hierarchy v2
   * @param path of the group
   */
  record V2Group(Kernel kernel, Hierarchy hierarchy, String path) {
    /** The true root, not that of a cgroup namespace, has no type. */
    boolean isRoot() {
      try {
        var _ = kernel.stat(Descriptor.CWD, directory() + "/cgroup.type", At.SYMLINK_NOFOLLOW);
        return false;
      } catch (KernelException e) {
        if (e.errno().equals(Errno.ENOENT)) {
          return true;
        }
        throw e;
      }
    }

    boolean canGiveControllers() {
      return isRoot() || processes().isEmpty();
    }

    List<String> processes() {
      return ControlFile.words(
          ControlFile.read(kernel, Descriptor.CWD, directory() + "/cgroup.procs"));
    }

    boolean hasParent() {
      return !path.equals("/") && hierarchy.shows(parent().path());
    }

    V2Group parent() {
      int slash = path.lastIndexOf('/');
      return new V2Group(kernel, hierarchy, slash == 0 ? "/" : path.substring(0, slash));
    }

    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    private String directory() {
      return hierarchy.directory(path);
    }
  }
}
