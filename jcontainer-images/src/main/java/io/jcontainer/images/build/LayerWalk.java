package io.jcontainer.images.build;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerEntry;
import io.jcontainer.images.build.HostTree.Found;
import io.jcontainer.images.build.HostTree.Place;
import io.jcontainer.kernel.FileStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what a layer says and the host's trees in it at once, directory by directory, and
 * writes all of it sorted. What is in memory is what the layer says, and the names of the
 * directories on the way.
 */
final class LayerWalk {
  /** Deeper than any honest tree, and what is unpacked. */
  private static final int DEEPEST = 255;

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  private final HostTree host;
  private final FileContent contents;
  private final LayerStream stream;

  /** Written last, so that the files that they name are there. */
  private final List<LayerEntry.HardLink> hardLinks = new ArrayList<>();

  LayerWalk(HostTree host, FileContent contents, LayerStream stream) {
    this.host = host;
    this.contents = contents;
    this.stream = stream;
  }

  /** Writes all of a layer. */
  void write(SpecTree root) {
    directory("", root, List.of(), 0);
    hardLinks.forEach(link -> stream.header(EntryHeader.hardLink(link)));
  }

  /**
   * Writes a directory.
   *
   * @param path empty for the root
   * @param spec what is said about it
   * @param found what trees have there, to be opened
   */
  private void directory(String path, SpecTree spec, List<Found> found, int depth) {
    if (depth > DEEPEST) {
      throw new InvalidSpecException(
          "\"" + path + "\" in a layer", "it lies in more than " + DEEPEST + " directories");
    }
    List<Place> places = new ArrayList<>();
    try {
      spec.trees().forEach(tree -> places.add(host.open(tree)));
      found.forEach(one -> places.add(host.open(one)));
      begin(path, spec, places);
      inside(path, spec, places, depth);
    } finally {
      places.forEach(Place::close);
    }
  }

  private void begin(String path, SpecTree spec, List<Place> places) {
    if (spec.directory().isPresent()) {
      LayerEntry.Directory directory = spec.directory().get();
      stream.header(EntryHeader.directory(directory));
      if (directory.opaque()) {
        stream.header(EntryHeader.whiteout(path + "/" + OPAQUE));
      }
    } else if (!places.isEmpty() && !path.isEmpty()) {
      Place first = places.getFirst();
      stream.header(EntryHeader.directory(path, first.attributes(), first.status()));
    }
  }

  private void inside(String path, SpecTree spec, List<Place> places, int depth) {
    TreeMap<String, List<Place>> names = new TreeMap<>();
    spec.children().keySet().forEach(name -> names.put(name, List.of()));
    for (Place place : places) {
      host.names(place).forEach(name -> names.merge(name, List.of(place), LayerWalk::both));
    }
    // what is hidden comes first: what is there then is not
    spec.children()
        .forEach(
            (name, child) -> {
              if (child.other().filter(LayerEntry.Removal.class::isInstance).isPresent()) {
                stream.header(EntryHeader.whiteout(path + "/" + WHITEOUT + name));
              }
            });
    names.forEach(
        (name, with) ->
            entry(
                path + "/" + name,
                spec.children().get(name),
                with.stream().map(place -> host.find(place, name)).toList(),
                depth));
  }

  private static List<Place> both(List<Place> some, List<Place> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private void entry(String path, @Nullable SpecTree spec, List<Found> found, int depth) {
    Optional<LayerEntry> other = spec == null ? Optional.empty() : spec.other();
    if (other.isPresent()) {
      if (!found.isEmpty()) {
        throw twice(path, found.getFirst());
      }
      write(other.get());
      return;
    }
    for (Found one : found) {
      requireName(one);
      boolean alone = spec == null && found.size() == 1;
      if (!alone && !one.status().isDirectory()) {
        throw twice(path, one);
      }
    }
    if (spec == null && !found.getFirst().status().isDirectory()) {
      write(path, found.getFirst());
    } else {
      directory(path, spec == null ? SpecTree.unmentioned() : spec, found, depth + 1);
    }
  }

  private static InvalidSpecException twice(String path, Found found) {
    return new InvalidSpecException(
        "layer", "\"" + path + "\" is in it twice, once as " + found.path() + ": leave one out");
  }

  private static void requireName(Found found) {
    if (found.name().startsWith(WHITEOUT)) {
      throw new InvalidSpecException(
          HostTree.named(found.path()),
          "in a layer, a name that begins with .wh. removes another: rename it or leave it out");
    }
  }

  private void write(LayerEntry entry) {
    switch (entry) {
      case LayerEntry.File file -> contents.write(file);
      case LayerEntry.Link link -> stream.header(EntryHeader.link(link));
      case LayerEntry.HardLink link -> hardLinks.add(link);
      case LayerEntry.Removal _ -> {}
      case LayerEntry.Directory _, LayerEntry.Tree _ ->
          throw new IllegalStateException("a directory: " + entry);
    }
  }

  private void write(String path, Found found) {
    FileStatus status = found.status();
    if (status.isRegular()) {
      contents.write(path, found);
    } else if (status.isSymlink()) {
      stream.header(
          EntryHeader.link(path, host.target(found), found.parent().attributes(), status));
    } else {
      throw new InvalidSpecException(
          HostTree.named(found.path()),
          "it is " + FileContent.kind(status) + ", which no layer holds: leave it out");
    }
  }
}
