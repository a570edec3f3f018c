package io.jcontainer.images.build;

import io.jcontainer.LayerEntry;
import io.jcontainer.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The entries of a layer by their places: a directory of it, or what else is at a place. */
final class SpecTree {
  private final SortedMap<String, SpecTree> children = new TreeMap<>();
  private final List<LayerEntry.Tree> trees = new ArrayList<>();
  private Optional<LayerEntry.Directory> directory = Optional.empty();
  private Optional<LayerEntry> other = Optional.empty();

  private SpecTree() {}

  /** All of a layer, from the root directory on. */
  static SpecTree of(LayerSpec layer) {
    SpecTree root = new SpecTree();
    layer.entries().forEach(entry -> root.at(entry.path()).put(entry));
    return root;
  }

  /** A directory that nothing is said about. */
  static SpecTree unmentioned() {
    return new SpecTree();
  }

  private SpecTree at(String path) {
    SpecTree place = this;
    for (String name : path.substring(1).split("/", -1)) {
      if (!name.isEmpty()) {
        place = place.children.computeIfAbsent(name, _ -> new SpecTree());
      }
    }
    return place;
  }

  private void put(LayerEntry entry) {
    switch (entry) {
      case LayerEntry.Tree tree -> trees.add(tree);
      case LayerEntry.Directory made -> directory = Optional.of(made);
      case LayerEntry.File _, LayerEntry.Link _, LayerEntry.HardLink _, LayerEntry.Removal _ ->
          other = Optional.of(entry);
    }
  }

  /** What is in the directory, by name. */
  SortedMap<String, SpecTree> children() {
    return children;
  }

  /** The host's trees whose roots lie here. */
  List<LayerEntry.Tree> trees() {
    return trees;
  }

  /** The directory, if it was asked for. */
  Optional<LayerEntry.Directory> directory() {
    return directory;
  }

  /** What is here that is no directory. */
  Optional<LayerEntry> other() {
    return other;
  }
}
