package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the places of an engine where controllers are in v1 hierarchies: beneath the group of this
 * process in each. A group costs time in every hierarchy, so there is one only where it serves:
 * {@code cpuacct} and {@code freezer} not beside a v2 hierarchy, which accounts and freezes itself.
 */
final class V1Places {
  private final Kernel kernel;
  private final String engineId;
  private final Map<Hierarchy, Place> made = new LinkedHashMap<>();
  private final Map<Controller, String> missing = new EnumMap<>(Controller.class);

  private V1Places(Kernel kernel, String engineId) {
    this.kernel = kernel;
    this.engineId = engineId;
  }

  static Places make(Kernel kernel, CgroupLayout layout, String engineId) {
    V1Places places = new V1Places(kernel, engineId);
    try {
      return places.make(layout);
    } catch (KernelException e) {
      places.made.values().forEach(Place::close);
      throw CgroupFailure.of("create the control groups of engine " + engineId, e);
    }
  }

  private Places make(CgroupLayout layout) {
    Optional<Place> unified =
        layout.unified().flatMap(hierarchy -> place(Controller.FREEZER, hierarchy));
    Map<Controller, Place> byController = new EnumMap<>(Controller.class);
    for (Controller controller : wanted(unified.isPresent())) {
      Optional<Hierarchy> hierarchy = layout.of(controller);
      if (hierarchy.isEmpty()) {
        missing.put(controller, "no v1 hierarchy of it is mounted");
      }
      hierarchy
          .flatMap(found -> place(controller, found))
          .ifPresent(place -> byController.put(controller, place));
    }
    missing.keySet().removeAll(byController.keySet());
    return new Places(byController, unified, missing);
  }

  private static List<Controller> wanted(boolean besideUnified) {
    List<Controller> wanted =
        new ArrayList<>(List.of(Controller.CPU, Controller.MEMORY, Controller.PIDS));
    if (!besideUnified) {
      wanted.addAll(List.of(Controller.CPUACCT, Controller.FREEZER));
    }
    return wanted;
  }

  /** Controllers that are mounted together share a place. */
  private Optional<Place> place(Controller controller, Hierarchy hierarchy) {
    Place known = made.get(hierarchy);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Place place = Place.make(kernel, hierarchy, hierarchy.ownPath(), engineId);
      made.put(hierarchy, place);
      return Optional.of(place);
    } catch (KernelException e) {
      if (!CgroupFailure.isNotWritable(e)) {
        throw e;
      }
      missing.put(controller, e.getMessage() + " beneath " + hierarchy.ownDirectory());
      return Optional.empty();
    }
  }
}
