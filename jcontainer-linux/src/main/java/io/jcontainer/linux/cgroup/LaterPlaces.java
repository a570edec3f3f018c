package io.jcontainer.linux.cgroup;

import io.jcontainer.Limits;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of a controller that few containers ask for: made when the first one does, so that the
 * others pay nothing for it. Safe for use by many threads.
 */
final class LaterPlaces implements AutoCloseable {
  private final Kernel kernel;
  private final CgroupLayout layout;
  private final String engineId;
  private final Places usual;
  private final boolean v2;
  private @Nullable Places extended;
  private @Nullable Place made;

  LaterPlaces(Kernel kernel, CgroupLayout layout, String engineId, Places usual) {
    this.kernel = kernel;
    this.layout = layout;
    this.engineId = engineId;
    this.usual = usual;
    this.v2 = layout.mode() == CgroupLayout.Mode.V2;
  }

  /** The places for a container with these limits. */
  synchronized Places of(Limits limits) {
    if (limits.cpuSet().isEmpty()) {
      return usual;
    }
    Places known = extended;
    if (known == null) {
      known = extend();
      extended = known;
    }
    return known;
  }

  private Places extend() {
    Map<Controller, Place> byController = new EnumMap<>(Controller.class);
    byController.putAll(usual.byController());
    Map<Controller, String> missing = new EnumMap<>(Controller.class);
    missing.putAll(usual.missing());
    missing.remove(Controller.CPUSET);
    try {
      if (v2) {
        enable(missing).ifPresent(place -> byController.put(Controller.CPUSET, place));
      } else {
        make(missing).ifPresent(place -> byController.put(Controller.CPUSET, place));
      }
    } catch (KernelException e) {
      if (!CgroupFailure.isNotWritable(e)) {
        throw CgroupFailure.of("create a control group with the cpuset controller", e);
      }
      missing.put(Controller.CPUSET, String.valueOf(e.getMessage()));
    }
    return new Places(byController, usual.unified(), missing);
  }

  private Optional<Place> make(Map<Controller, String> missing) {
    Optional<Hierarchy> hierarchy = layout.of(Controller.CPUSET);
    if (hierarchy.isEmpty()) {
      missing.put(Controller.CPUSET, "no v1 hierarchy of it is mounted");
      return Optional.empty();
    }
    for (Place place : usual.all()) {
      if (place.group().hierarchy().equals(hierarchy.get())) {
        CpuSetFiles.inherit(place);
        return Optional.of(place);
      }
    }
    Place place = Place.make(kernel, hierarchy.get(), hierarchy.get().ownPath(), engineId);
    made = place;
    CpuSetFiles.inherit(place);
    return Optional.of(place);
  }

  private Optional<Place> enable(Map<Controller, String> missing) {
    Place place = usual.unified().orElseThrow();
    GroupDir engine = place.group();
    GroupDir base = new GroupDir(kernel, engine.hierarchy(), place.base(), ".", engine.path());
    return V2Places.enable(Controller.CPUSET, List.of(base, engine), missing)
        ? Optional.of(place)
        : Optional.empty();
  }

  /** Removes what was made if no container is left in it; whether it is gone. */
  synchronized boolean removeEmpty() {
    return made == null || made.removeIfEmpty();
  }

  @Override
  public synchronized void close() {
    if (made != null) {
      made.close();
    }
    made = null;
  }
}
