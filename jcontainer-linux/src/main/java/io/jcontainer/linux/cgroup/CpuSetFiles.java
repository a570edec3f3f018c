package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.Controller.CPUSET;
import static io.jcontainer.linux.cgroup.Setting.Need.REQUESTED;

import io.jcontainer.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of the {@code cpuset} controller, which have the same names in v1 and v2. In v1 a new
 * group has no processor at all unless its parent says that it is to be like it.
 */
final class CpuSetFiles {
  static final String PROCESSORS = "cpuset.cpus";
  static final String MEMORY_NODES = "cpuset.mems";
  static final String WHY_NOT = "the container was started without a set of processors";

  private CpuSetFiles() {}

  static List<Setting> settings(String processors, Optional<String> memoryNodes) {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting(CPUSET, PROCESSORS, processors, REQUESTED));
    memoryNodes.ifPresent(
        nodes -> settings.add(new Setting(CPUSET, MEMORY_NODES, nodes, REQUESTED)));
    return settings;
  }

  /** Gives a v1 engine's directory what its parent has, and what is made in it the same. */
  static void inherit(Place place) {
    GroupDir group = place.group();
    for (String file : new String[] {PROCESSORS, MEMORY_NODES}) {
      String parents = ControlFile.read(group.kernel(), place.base(), file).strip();
      group.writeOrThrow(file, parents);
    }
    group.writeOrThrow("cgroup.clone_children", "1");
  }

  /** What an update without a set leaves of one: all that the engine has. */
  static void reset(GroupSet groups, Limits limits, boolean v2) {
    Optional<GroupDir> found = groups.of(CPUSET);
    if (found.isEmpty()) {
      return;
    }
    boolean nodes = limits.cpuSet().flatMap(set -> set.memoryNodes()).isPresent();
    if (limits.cpuSet().isEmpty()) {
      reset(found.get(), PROCESSORS, v2);
    }
    if (!nodes) {
      reset(found.get(), MEMORY_NODES, v2);
    }
  }

  /** In v2 an empty set would mean the same, but the kernel refuses it to a group in use. */
  private static void reset(GroupDir group, String file, boolean v2) {
    group.write(file, group.read("../" + file + (v2 ? ".effective" : "")).strip());
  }
}
