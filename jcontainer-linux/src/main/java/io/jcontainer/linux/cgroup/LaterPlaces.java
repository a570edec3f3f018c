package io.jcontainer.linux.cgroup;

import io.jcontainer.Limits;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The places of controllers that few containers ask for: each made when the first one does, so that
 * the others pay nothing for it. Safe for use by many threads.
 */
final class LaterPlaces implements AutoCloseable {
  /** Such controllers, and why a container that was started without has none. */
  static final Map<Controller, String> WHY_NOT =
      Map.of(
          Controller.CPUSET, CpuSetFiles.WHY_NOT,
          Controller.IO, "the container was started without limits of disks",
          Controller.BLKIO, "the container was started without limits of disks");

  private final Kernel kernel;
  private final CgroupLayout layout;
  private final String engineId;
  private final Places usual;
  private final boolean v2;
  private final Map<Controller, Place> byController = new EnumMap<>(Controller.class);
  private final Map<Controller, String> missing = new EnumMap<>(Controller.class);
  private final List<Place> made = new ArrayList<>();

  LaterPlaces(Kernel kernel, CgroupLayout layout, String engineId, Places usual) {
    this.kernel = kernel;
    this.layout = layout;
    this.engineId = engineId;
    this.usual = usual;
    this.v2 = layout.mode() == CgroupLayout.Mode.V2;
  }

  /** The places for a container with these limits. */
  synchronized Places of(Limits limits) {
    Set<Controller> needed = needed(limits);
    if (needed.isEmpty()) {
      return usual;
    }
    Map<Controller, Place> all = new EnumMap<>(Controller.class);
    all.putAll(usual.byController());
    Map<Controller, String> without = new EnumMap<>(Controller.class);
    without.putAll(usual.missing());
    for (Controller controller : needed) {
      find(controller);
      if (byController.containsKey(controller)) {
        all.put(controller, byController.get(controller));
      }
      without.put(controller, missing.getOrDefault(controller, ""));
    }
    without.keySet().removeAll(all.keySet());
    return new Places(all, usual.unified(), without);
  }

  private Set<Controller> needed(Limits limits) {
    Set<Controller> needed = EnumSet.noneOf(Controller.class);
    limits.settings().keySet().forEach(file -> needed.add(RawSettings.controller(file)));
    needed.retainAll(WHY_NOT.keySet());
    if (limits.cpuSet().isPresent()) {
      needed.add(Controller.CPUSET);
    }
    if (!limits.io().isEmpty()) {
      needed.add(IoFiles.controller(v2));
    }
    return needed;
  }

  /** Once for each controller, whether it is there or not. */
  private void find(Controller controller) {
    if (byController.containsKey(controller) || missing.containsKey(controller)) {
      return;
    }
    try {
      Optional<Place> place = v2 ? enable(controller) : make(controller);
      place.ifPresent(found -> byController.put(controller, found));
    } catch (KernelException e) {
      if (!CgroupFailure.isNotWritable(e)) {
        throw CgroupFailure.of(
            "create a control group with the " + controller.title() + " controller", e);
      }
      missing.put(controller, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Place> make(Controller controller) {
    Optional<Hierarchy> hierarchy = layout.of(controller);
    if (hierarchy.isEmpty()) {
      missing.put(controller, "no v1 hierarchy of it is mounted");
      return Optional.empty();
    }
    for (Place place : usual.all()) {
      if (place.group().hierarchy().equals(hierarchy.get())) {
        return Optional.of(prepared(controller, place));
      }
    }
    Place place = Place.make(kernel, hierarchy.get(), hierarchy.get().ownPath(), engineId);
    made.add(place);
    return Optional.of(prepared(controller, place));
  }

  private static Place prepared(Controller controller, Place place) {
    if (controller == Controller.CPUSET) {
      CpuSetFiles.inherit(place);
    }
    return place;
  }

  private Optional<Place> enable(Controller controller) {
    Place place = usual.unified().orElseThrow();
    GroupDir engine = place.group();
    GroupDir base = new GroupDir(kernel, engine.hierarchy(), place.base(), ".", engine.path());
    return V2Places.enable(controller, List.of(base, engine), missing)
        ? Optional.of(place)
        : Optional.empty();
  }

  /** Removes what was made if no container is left in it; whether it is gone. */
  synchronized boolean removeEmpty() {
    boolean gone = true;
    for (Place place : made) {
      gone &= place.removeIfEmpty();
    }
    return gone;
  }

  @Override
  public synchronized void close() {
    made.forEach(Place::close);
    made.clear();
  }
}
