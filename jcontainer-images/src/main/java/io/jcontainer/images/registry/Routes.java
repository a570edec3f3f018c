package io.jcontainer.images.registry;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where references are fetched from: the configured routes, the longest prefix first. */
final class Routes {
  private final List<RegistryRoute> routes;

  Routes(List<RegistryRoute> routes) {
    this.routes =
        routes.stream()
            .sorted(Comparator.comparingInt((RegistryRoute r) -> r.prefix().length()).reversed())
            .toList();
  }

  /**
   * A place to ask.
   *
   * @param reference what to ask there for
   * @param digestOnly whether only for what has a digest
   */
  record Place(Reference reference, boolean digestOnly) {}

  /** The places for a reference in their order; at least one. */
  List<Place> places(Reference reference) {
    for (RegistryRoute route : routes) {
      Optional<String> rest = rest(route.prefix(), reference);
      if (rest.isPresent()) {
        return places(route, reference, rest.get());
      }
    }
    return List.of(new Place(reference, false));
  }

  private static List<Place> places(RegistryRoute route, Reference reference, String rest) {
    List<Place> places = new ArrayList<>();
    for (RegistryRoute.Mirror mirror : route.mirrors()) {
      places.add(new Place(at(mirror.location(), rest, reference), mirror.digestOnly()));
    }
    if (!route.mirrorsOnly()) {
      Reference other =
          route.location().map(location -> at(location, rest, reference)).orElse(reference);
      places.add(new Place(other, false));
    }
    return places;
  }

  /** What follows the prefix, empty or beginning with a slash; nothing if it is another name. */
  private static Optional<String> rest(String prefix, Reference reference) {
    if (prefix.startsWith("*")) {
      return reference.registry().endsWith(prefix.substring(1))
          ? Optional.of("/" + reference.repository())
          : Optional.empty();
    }
    String name = reference.name();
    return (name + "/").startsWith(prefix + "/")
        ? Optional.of(name.substring(prefix.length()))
        : Optional.empty();
  }

  private static Reference at(String location, String rest, Reference reference) {
    String name = location + rest;
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new InvalidSpecException(
          "registry route to \"" + location + "\"",
          reference.name() + " is the whole prefix, so the place has to name a repository, too");
    }
    return new Reference(
        name.substring(0, slash), name.substring(slash + 1), reference.tag(), reference.digest());
  }
}
