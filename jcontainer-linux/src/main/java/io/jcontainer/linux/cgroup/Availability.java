package io.jcontainer.linux.cgroup;

import io.jcontainer.HostFeature;
import io.jcontainer.kernel.Kernel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a host cannot do with control groups, told without making any. */
final class Availability {
  private Availability() {}

  static Map<HostFeature, String> of(Kernel kernel, CgroupLayout layout, long pid) {
    Map<HostFeature, String> missing = new EnumMap<>(HostFeature.class);
    for (Controller controller : V2Places.CONTROLLERS) {
      reason(layout.of(controller), controller.title() + " controller")
          .ifPresent(reason -> missing.put(controller.feature(), reason));
    }
    Controller io = IoFiles.controller(layout.mode() == CgroupLayout.Mode.V2);
    reason(layout.of(io), io.title() + " controller")
        .ifPresent(reason -> missing.put(io.feature(), reason));
    reason(layout.unified(), "cgroup2 file system")
        .ifPresent(reason -> missing.put(HostFeature.CGROUP_V2, reason));
    if (layout.mode() == CgroupLayout.Mode.V2) {
      nowhere(kernel, layout.unified().orElseThrow(), pid)
          .ifPresent(
              reason ->
                  List.of(
                          HostFeature.CPU_LIMIT,
                          HostFeature.MEMORY_LIMIT,
                          HostFeature.PIDS_LIMIT,
                          HostFeature.IO_LIMIT,
                          HostFeature.CGROUP_V2)
                      .forEach(feature -> missing.putIfAbsent(feature, reason)));
    }
    return missing;
  }

  private static Optional<String> reason(Optional<Hierarchy> hierarchy, String what) {
    if (hierarchy.isEmpty()) {
      return Optional.of("no " + what + " is mounted");
    }
    return hierarchy
        .filter(Hierarchy::readOnly)
        .map(each -> each.mountPoint() + " is mounted read-only");
  }

  private static Optional<String> nowhere(Kernel kernel, Hierarchy hierarchy, long pid) {
    return switch (V2Placement.choose(kernel, hierarchy, pid)) {
      case V2Placement.Nowhere(String reason) -> Optional.of(reason);
      case V2Placement.Beneath beneath -> Optional.empty();
    };
  }
}
