package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which controllers are where on this host, and where this process is in each hierarchy.
 *
 * @param hierarchies those that this process can reach, each once
 */
public record CgroupLayout(List<Hierarchy> hierarchies) {
  /** The generation of control groups that limits on this host are set with. */
  public enum Mode {
    /** Only v1 hierarchies. */
    V1,
    /** Controllers in v1, and a v2 hierarchy beside them for kill, freeze and emptiness. */
    HYBRID,
    /** Only the v2 hierarchy. */
    V2,
    /** No hierarchy that this process could use. */
    NONE
  }

  /** Keeps a copy of the list. */
  public CgroupLayout {
    hierarchies = List.copyOf(hierarchies);
  }

  /** Looks at the host that this process runs on. */
  public static CgroupLayout detect(Kernel kernel) {
    CgroupLayout mounted =
        parse(
            ControlFile.readPath(kernel, "/proc/self/mountinfo"),
            ControlFile.readPath(kernel, "/proc/self/cgroup"));
    return new CgroupLayout(
        mounted.hierarchies.stream()
            .map(each -> each.unified() ? each.withControllers(enabled(kernel, each)) : each)
            .toList());
  }

  /**
   * Reads the two files of {@code /proc}; of the v2 hierarchy the controllers are not known from
   * them.
   *
   * @param mountinfo {@code /proc/self/mountinfo}
   * @param cgroup {@code /proc/self/cgroup}
   */
  static CgroupLayout parse(String mountinfo, String cgroup) {
    List<MountLine> mounts = MountLine.parse(mountinfo);
    List<MountLine> visible = mounts.stream().filter(each -> !each.isCovered(mounts)).toList();
    return new CgroupLayout(
        Membership.parse(cgroup).stream()
            .flatMap(membership -> best(membership, visible).stream())
            .toList());
  }

  /** A hierarchy may be mounted many times: a writable mount that shows our group is best. */
  private static Optional<Hierarchy> best(Membership membership, List<MountLine> visible) {
    List<Hierarchy> usable =
        visible.stream()
            .filter(mount -> isOf(mount, membership))
            .map(mount -> hierarchy(mount, membership))
            .filter(each -> each.shows(each.ownPath()))
            .toList();
    return usable.stream()
        .filter(each -> !each.readOnly())
        .findFirst()
        .or(() -> usable.stream().findFirst());
  }

  private static boolean isOf(MountLine mount, Membership membership) {
    return membership.isUnified()
        ? mount.type().equals("cgroup2")
        : mount.type().equals("cgroup")
            && mount.superOptions().containsAll(membership.controllers());
  }

  private static Hierarchy hierarchy(MountLine mount, Membership membership) {
    return new Hierarchy(
        membership.isUnified(),
        membership.controllers(),
        mount.mountPoint(),
        mount.root(),
        membership.path(),
        mount.options().contains("ro") || mount.superOptions().contains("ro"));
  }

  private static Set<String> enabled(Kernel kernel, Hierarchy unified) {
    String file = unified.mountPoint() + "/cgroup.controllers";
    return CgroupFailure.attempt(
        "read " + file,
        () ->
            ControlFile.find(kernel, Descriptor.CWD, file)
                .map(content -> Set.copyOf(ControlFile.words(content)))
                .orElse(Set.of()));
  }

  /** The generation that limits are set with. */
  public Mode mode() {
    boolean v1 =
        hierarchies.stream()
            .flatMap(
                each -> each.unified() ? Set.<String>of().stream() : each.controllers().stream())
            .anyMatch(name -> !name.startsWith("name="));
    if (v1) {
      return unified().isPresent() ? Mode.HYBRID : Mode.V1;
    }
    return unified().isPresent() ? Mode.V2 : Mode.NONE;
  }

  /** The v2 hierarchy, with or without controllers. */
  public Optional<Hierarchy> unified() {
    return hierarchies.stream().filter(Hierarchy::unified).findFirst();
  }

  /** Where a controller is: a v1 hierarchy unless the host has v2 alone. */
  public Optional<Hierarchy> of(Controller controller) {
    boolean v2 = mode() == Mode.V2;
    return hierarchies.stream()
        .filter(each -> each.unified() == v2 && each.controllers().contains(controller.title()))
        .findFirst();
  }
}
