package io.jcontainer.images.registry;

import io.jcontainer.ImageException;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.registry.Routes.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places that one image is fetched from. One that fails is asked last from then on, so a mirror
 * that is down costs one pull one wait. Safe for use by many threads.
 */
final class Places {
  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final Reference reference;
  private volatile List<Place> order;

  /**
   * Places in their order.
   *
   * @param reference the image as the caller names it
   */
  Places(Reference reference, List<Place> places) {
    this.reference = reference;
    this.order = List.copyOf(places);
  }

  /** The image as the caller names it. */
  Reference reference() {
    return reference;
  }

  /** All of them, in the order in which they are asked now. */
  List<Reference> all() {
    return order.stream().map(Place::reference).toList();
  }

  /**
   * What the first place gives that gives anything, of those that are trusted with tags.
   *
   * @throws ImageException what the only place says, or what all of them say
   */
  <T> T named(String what, Function<Reference, T> use) {
    return first(what, order.stream().filter(place -> !place.digestOnly()).toList(), use);
  }

  /** The same for what has a digest: any place will do. */
  <T> T pinned(String what, Function<Reference, T> use) {
    return first(what, order, use);
  }

  private <T> T first(String what, List<Place> places, Function<Reference, T> use) {
    Map<Place, ImageException> failures = new LinkedHashMap<>();
    for (Place place : places) {
      try {
        return use.apply(place.reference());
      } catch (ImageException e) {
        if (places.size() == 1 || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LOG.debug("{} failed for {}: {}", place.reference(), what, e.getMessage());
        failures.put(place, e);
        moveBack(place);
      }
    }
    throw failures.isEmpty() ? nobody(what) : failed(what, failures);
  }

  private synchronized void moveBack(Place place) {
    List<Place> changed = new ArrayList<>(order);
    if (changed.remove(place)) {
      changed.add(place);
      order = List.copyOf(changed);
    }
  }

  private RegistryException nobody(String what) {
    return new RegistryException(
        reference.registry(),
        Reason.UNREACHABLE,
        "cannot get "
            + what
            + ": the route for it has no place that is asked for tags: pin a digest, or see"
            + " RegistryRoute.withMirror",
        null);
  }

  private ImageException failed(String what, Map<Place, ImageException> failures) {
    List<ImageException> all = List.copyOf(failures.values());
    ImageException last = all.getLast();
    ImageException failure =
        all.stream().allMatch(ImageNotFoundException.class::isInstance)
            ? new ImageNotFoundException(
                reference.toString(),
                failures.keySet().stream()
                    .map(place -> place.reference().name())
                    .collect(Collectors.joining(", nor ")),
                "check the name and the tag or digest, and the route")
            : new RegistryException(
                reference.registry(), reason(all), "cannot get " + what + said(failures), last);
    all.forEach(
        each -> {
          if (each != failure.getCause()) {
            failure.addSuppressed(each);
          }
        });
    return failure;
  }

  private static String said(Map<Place, ImageException> failures) {
    return failures.entrySet().stream()
        .map(
            entry -> entry.getKey().reference().name() + " (" + entry.getValue().getMessage() + ")")
        .collect(Collectors.joining("; ", ": tried ", ""));
  }

  /** What kind of trouble it is: that of the last of them that is one with a registry. */
  private static Reason reason(List<ImageException> failures) {
    return failures.reversed().stream()
        .filter(RegistryException.class::isInstance)
        .map(failure -> ((RegistryException) failure).reason())
        .findFirst()
        .orElse(Reason.PROTOCOL);
  }
}
