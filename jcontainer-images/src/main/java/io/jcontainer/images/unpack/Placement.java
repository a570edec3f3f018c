package io.jcontainer.images.unpack;

import java.util.ArrayList;
import java.util.List;

/**
 * What the name of an entry asks for: a file, or that something of the layers below is hidden.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts">OCI
 *     image specification, whiteouts</a>
 */
sealed interface Placement {
  /** The root of the layer itself. */
  record Root() implements Placement {}

  /** A file at a place. */
  record At(EntryPath path) implements Placement {}

  /** What the layers below have at this place is not there any more. */
  record Whiteout(EntryPath path) implements Placement {}

  /** What the layers below have in this directory is not there any more. */
  record Opaque(EntryPath directory) implements Placement {}

  /** Bookkeeping of AUFS in archives from Docker's first years: it is no part of the tree. */
  record AufsBookkeeping() implements Placement {}

  /** Reads the name of an entry. */
  static Placement of(EntryPath path, LayerBlob blob) {
    List<String> parts = path.parts();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      boolean last = i == parts.size() - 1;
      if (!part.startsWith(WhiteoutName.PREFIX)) {
        continue;
      }
      if (last && part.equals(WhiteoutName.OPAQUE)) {
        return new Opaque(path.parent());
      }
      if (part.startsWith(WhiteoutName.AUFS_PREFIX)) {
        return new AufsBookkeeping();
      }
      if (last) {
        return new Whiteout(hidden(path, blob));
      }
      throw blob.invalid("it has an entry beneath the whiteout " + path, null);
    }
    return path.isRoot() ? new Root() : new At(path);
  }

  private static EntryPath hidden(EntryPath path, LayerBlob blob) {
    String name = path.name().substring(WhiteoutName.PREFIX.length());
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw blob.invalid("it has the whiteout " + path + ", which hides nothing", null);
    }
    List<String> parts = new ArrayList<>(path.parts());
    parts.set(parts.size() - 1, name);
    return new EntryPath(parts);
  }
}
