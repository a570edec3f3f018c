package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.JContainerException;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directories of one container, one in each hierarchy; several controllers may share one.
 *
 * @param byController the directory that holds the files of a controller
 * @param unified the one in the v2 hierarchy
 * @param missing why there is no directory for a controller
 */
record GroupSet(
    Map<Controller, GroupDir> byController,
    Optional<GroupDir> unified,
    Map<Controller, String> missing) {

  /** Each directory once, that of v2 last. */
  List<GroupDir> all() {
    Set<GroupDir> distinct = new LinkedHashSet<>(byController.values());
    unified.ifPresent(distinct::add);
    return List.copyOf(distinct);
  }

  /** As {@link Cgroup#locations}. */
  List<String> locations() {
    return all().stream().map(group -> group.hierarchy().title() + " " + group.path()).toList();
  }

  Optional<GroupDir> of(Controller controller) {
    return Optional.ofNullable(byController.get(controller));
  }

  /** The same with another directory in the place of one of them. */
  GroupSet replacing(GroupDir old, GroupDir other) {
    Map<Controller, GroupDir> replaced = new EnumMap<>(Controller.class);
    byController.forEach(
        (controller, group) -> replaced.put(controller, group.equals(old) ? other : group));
    return new GroupSet(replaced, unified.map(group -> group.equals(old) ? other : group), missing);
  }

  /** Creates them all with these settings, or none. */
  void make(List<Setting> settings, Backoff backoff) {
    Setting.check(settings, missing);
    List<GroupDir> made = new ArrayList<>();
    try {
      for (GroupDir group : all()) {
        make(group);
        made.add(group);
      }
      set(settings);
    } catch (JContainerException e) {
      undo(made, backoff, e);
      throw e;
    }
  }

  private static void make(GroupDir group) {
    try {
      group.make();
    } catch (KernelException e) {
      throw CgroupFailure.of("create control group " + group, e);
    }
  }

  private static void undo(List<GroupDir> made, Backoff backoff, JContainerException failure) {
    try {
      if (!new Removal(made.reversed()).within(Duration.ZERO, backoff)) {
        failure.addSuppressed(new CgroupException("control groups left behind: " + made, null));
      }
    } catch (CgroupException e) {
      failure.addSuppressed(e);
    }
  }

  /** Writes the settings, in their order; stops at the first that fails. */
  void set(List<Setting> settings) {
    Setting.check(settings, missing);
    for (Setting setting : settings) {
      GroupDir group = byController.get(setting.controller());
      if (group != null) {
        setting.apply(group);
      }
    }
  }

  /** As {@link Cgroup#joinFiles}. */
  List<Fd> joinFiles() {
    List<Fd> files = new ArrayList<>();
    try {
      for (GroupDir group : all()) {
        if (!group.hierarchy().unified()) {
          files.add(group.openForWriting("tasks"));
        }
      }
      return files;
    } catch (CgroupException e) {
      files.forEach(Fd::close);
      throw e;
    }
  }

  /** As {@link Cgroup#cloneInto}. */
  Optional<Fd> cloneInto() {
    return unified.map(GroupDir::open);
  }

  /** As {@link Cgroup#verifyMember}. */
  void verifyMember(int pid) {
    Kernel kernel = all().getFirst().kernel();
    ProcessGroups process =
        CgroupFailure.attempt(
            "verify the control groups of process " + pid, () -> ProcessGroups.of(kernel, pid));
    for (GroupDir group : all()) {
      String path = process.pathIn(group.hierarchy()).orElse("none");
      if (!path.equals(group.path())) {
        throw new CgroupException(
            "process %d is in the wrong control group: %s is %s, planned %s"
                .formatted(pid, group.hierarchy().title(), path, group.path()),
            null);
      }
    }
  }
}
