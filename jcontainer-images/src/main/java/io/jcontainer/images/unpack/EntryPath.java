package io.jcontainer.images.unpack;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a tree as its parts from the root, none of them empty, {@code .} or {@code ..}.
 *
 * @param parts none for the root itself
 */
record EntryPath(List<String> parts) {
  /** Deeper than any honest tree, and few enough to walk. */
  private static final int DEEPEST = 255;

  /** Copies the list. */
  EntryPath {
    parts = List.copyOf(parts);
  }

  /**
   * Cleans a name of an archive as umoci and containerd do: a leading slash goes away, and {@code
   * ..} takes back the part before it, or nothing at the root. What comes out is always beneath the
   * root, and no link has been followed for it.
   */
  static EntryPath parse(String name, LayerBlob blob) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/")) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (!parts.isEmpty()) {
            parts.removeLast();
          }
        }
        default -> parts.add(part);
      }
    }
    if (parts.size() > DEEPEST) {
      throw blob.invalid("it has a path of more than " + DEEPEST + " directories", null);
    }
    return new EntryPath(parts);
  }

  boolean isRoot() {
    return parts.isEmpty();
  }

  /** The name of the entry in its directory. */
  String name() {
    return parts.getLast();
  }

  /** The directory that holds the entry. */
  EntryPath parent() {
    return new EntryPath(parts.subList(0, parts.size() - 1));
  }

  @Override
  public String toString() {
    return "/" + String.join("/", parts);
  }
}
