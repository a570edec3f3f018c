package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens places that were made before, by this process or another, wherever they are. */
final class KnownPlaces {
  private final Kernel kernel;
  private final CgroupLayout layout;
  private final boolean v2;

  KnownPlaces(Kernel kernel, CgroupLayout layout, boolean v2) {
    this.kernel = kernel;
    this.layout = layout;
    this.v2 = v2;
  }

  /** The places that a container's groups lie in. */
  Places open(List<String> locations) {
    Map<Hierarchy, Place> opened = new HashMap<>();
    try {
      for (String location : locations) {
        int space = location.indexOf(' ');
        Hierarchy hierarchy = hierarchy(location.substring(0, space));
        opened.put(hierarchy, place(hierarchy, location.substring(space + 1)));
      }
      return places(opened);
    } catch (KernelException e) {
      opened.values().forEach(Place::close);
      throw CgroupFailure.of("open the control groups " + locations, e);
    } catch (RuntimeException e) {
      opened.values().forEach(Place::close);
      throw e;
    }
  }

  private Hierarchy hierarchy(String title) {
    return layout.hierarchies().stream()
        .filter(each -> each.title().equals(title))
        .findFirst()
        .orElseThrow(
            () -> new CgroupException("no control group hierarchy " + title + " is mounted", null));
  }

  private Place place(Hierarchy hierarchy, String container) {
    String engine = parent(container);
    String base = parent(engine);
    String name = engine.substring(engine.lastIndexOf('/') + 1);
    Fd directory = Place.open(kernel, hierarchy.directory(base));
    return new Place(directory, new GroupDir(kernel, hierarchy, directory, name, engine));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private Places places(Map<Hierarchy, Place> opened) {
    Map<Controller, Place> byController = new EnumMap<>(Controller.class);
    opened.forEach(
        (hierarchy, place) -> {
          Set<String> controllers =
              hierarchy.unified() && v2
                  ? Set.copyOf(ControlFile.words(place.group().read("cgroup.subtree_control")))
                  : hierarchy.controllers();
          for (Controller controller : Controller.values()) {
            if (hierarchy.unified() == v2 && controllers.contains(controller.title())) {
              byController.put(controller, place);
            }
          }
        });
    Map<Controller, String> missing = new EnumMap<>(Controller.class);
    for (Controller controller : Controller.values()) {
      if (!byController.containsKey(controller)) {
        missing.put(controller, "the container was started without it");
      }
    }
    Optional<Place> unified =
        opened.values().stream().filter(each -> each.group().hierarchy().unified()).findFirst();
    return new Places(byController, unified, missing);
  }
}
