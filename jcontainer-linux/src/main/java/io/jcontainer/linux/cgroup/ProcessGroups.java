package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import java.util.List;
import java.util.Optional;

/**
 * The groups that a process is in, as the kernel says.
 *
 * @param memberships one in each hierarchy
 */
record ProcessGroups(List<Membership> memberships) {
  /** Reads {@code /proc/<pid>/cgroup}; a failed call is thrown as it is. */
  static ProcessGroups of(Kernel kernel, int pid) {
    return of(kernel, Integer.toString(pid));
  }

  /** Of this process. */
  static ProcessGroups ofSelf(Kernel kernel) {
    return of(kernel, "self");
  }

  private static ProcessGroups of(Kernel kernel, String process) {
    return new ProcessGroups(
        Membership.parse(ControlFile.read(kernel, Descriptor.CWD, "/proc/" + process + "/cgroup")));
  }

  /** Its group in a hierarchy; empty if the hierarchy is not listed. */
  Optional<String> pathIn(Hierarchy hierarchy) {
    return memberships.stream()
        .filter(each -> each.isIn(hierarchy))
        .map(Membership::path)
        .findFirst();
  }

  /** Whether it is in this group or in one nested in it. */
  boolean isWithin(GroupDir group) {
    return pathIn(group.hierarchy())
        .filter(path -> path.equals(group.path()) || path.startsWith(group.path() + "/"))
        .isPresent();
  }
}
