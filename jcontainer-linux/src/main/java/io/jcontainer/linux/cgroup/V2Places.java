package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the place of an engine on a host that has cgroup v2 alone, as {@link V2Placement} says. */
final class V2Places {
  /** The controllers that limits need; the rest of v2 works without. */
  static final List<Controller> CONTROLLERS =
      List.of(Controller.CPU, Controller.MEMORY, Controller.PIDS);

  private static final String SUBTREE_CONTROL = "cgroup.subtree_control";

  private V2Places() {}

  static Places make(Kernel kernel, Hierarchy hierarchy, String engineId, long pid) {
    return switch (V2Placement.choose(kernel, hierarchy, pid)) {
      case V2Placement.Nowhere(String reason) -> none(reason);
      case V2Placement.Beneath beneath -> make(kernel, hierarchy, engineId, beneath);
    };
  }

  private static Places none(String reason) {
    Map<Controller, String> missing = new EnumMap<>(Controller.class);
    CONTROLLERS.forEach(controller -> missing.put(controller, reason));
    return new Places(Map.of(), Optional.empty(), missing);
  }

  private static Places make(
      Kernel kernel, Hierarchy hierarchy, String engineId, V2Placement.Beneath beneath) {
    try {
      Place place = Place.make(kernel, hierarchy, beneath.path(), engineId);
      try {
        return enable(place, beneath);
      } catch (KernelException e) {
        place.close();
        throw e;
      }
    } catch (KernelException e) {
      if (CgroupFailure.isNotWritable(e)) {
        return none(e.getMessage() + " beneath " + hierarchy.directory(beneath.path()));
      }
      throw CgroupFailure.of("create the control group of engine " + engineId, e);
    }
  }

  private static Places enable(Place place, V2Placement.Beneath beneath) {
    GroupDir engine = place.group();
    GroupDir base =
        new GroupDir(engine.kernel(), engine.hierarchy(), place.base(), ".", beneath.path());
    if (beneath.leaveFirst()) {
      leave(base);
    }
    Map<Controller, Place> enabled = new EnumMap<>(Controller.class);
    Map<Controller, String> missing = new EnumMap<>(Controller.class);
    List<String> available = ControlFile.words(base.read("cgroup.controllers"));
    for (Controller controller : CONTROLLERS) {
      if (!available.contains(controller.title())) {
        missing.put(controller, "it is not among the controllers of " + base);
      } else if (enable(controller, List.of(base, engine), missing)) {
        enabled.put(controller, place);
      }
    }
    return new Places(enabled, Optional.of(place), missing);
  }

  /** Moves this process, and nobody else, to a leaf: its group then has no process of its own. */
  private static void leave(GroupDir own) {
    GroupDir leaf = own.child(V2Placement.LEAF);
    leaf.makeIfMissing();
    leaf.writeOrThrow("cgroup.procs", "0");
  }

  /** One at a time: the kernel takes a list of controllers whole or not at all. */
  static boolean enable(
      Controller controller, List<GroupDir> groups, Map<Controller, String> missing) {
    for (GroupDir group : groups) {
      try {
        group.writeOrThrow(SUBTREE_CONTROL, "+" + controller.title());
      } catch (KernelException e) {
        missing.put(controller, e.getMessage() + " in " + group);
        return false;
      }
    }
    return true;
  }
}
