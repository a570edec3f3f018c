package io.jcontainer.linux.cgroup;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where an engine makes its groups, in each hierarchy that it uses.
 *
 * @param byController the place whose groups have the files of a controller
 * @param unified the place in the v2 hierarchy
 * @param missing why there is no place for a controller
 */
record Places(
    Map<Controller, Place> byController, Optional<Place> unified, Map<Controller, String> missing)
    implements AutoCloseable {

  /** Each once. */
  List<Place> all() {
    Set<Place> distinct = new LinkedHashSet<>(byController.values());
    unified.ifPresent(distinct::add);
    return List.copyOf(distinct);
  }

  /** The directories of one container, none of them made yet. */
  GroupSet groups(String name) {
    Map<Controller, GroupDir> groups = new EnumMap<>(Controller.class);
    byController.forEach((controller, place) -> groups.put(controller, place.group().child(name)));
    Map<Controller, String> why = new EnumMap<>(Controller.class);
    why.putAll(missing);
    LaterPlaces.WHY_NOT.forEach(
        (controller, reason) -> {
          if (!groups.containsKey(controller)) {
            why.putIfAbsent(controller, reason);
          }
        });
    return new GroupSet(groups, unified.map(place -> place.group().child(name)), why);
  }

  /** Refuses a host with no place at all: a container would have no identity and no end. */
  Places orUnsupported() {
    if (all().isEmpty()) {
      throw new HostUnsupportedException(
          HostFeature.CGROUP_V2,
          "no control group can be made: " + missing,
          "mount a cgroup2 file system on /sys/fs/cgroup, writable to this process");
    }
    return this;
  }

  /** Removes the engine's directories where no container is left in them; whether all are gone. */
  boolean removeEmpty() {
    boolean gone = true;
    for (Place place : all()) {
      gone &= place.removeIfEmpty();
    }
    return gone;
  }

  @Override
  public void close() {
    all().forEach(Place::close);
  }
}
