package io.jcontainer.images.unpack;

import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The layers below one that is being unpacked, seen as overlayfs will show them: whiteouts hide,
 * directories merge, opaque ones do not. No link is followed here: whoever walks does that.
 */
public final class LowerTrees {
  /** What the layers below have at a place. */
  sealed interface Found extends AutoCloseable {
    @Override
    default void close() {}
  }

  /** Nothing that shows. */
  record Nothing() implements Found {}

  /**
   * A directory, merged of one or more.
   *
   * @param parts those of the layers that have it, uppermost first, which is the one that shows
   */
  record Directory(List<Fd> parts) implements Found {
    @Override
    public void close() {
      parts.forEach(Fd::close);
    }
  }

  /**
   * Anything else.
   *
   * @param directory the one that holds it, to be closed
   * @param name in it
   * @param status what it is
   */
  record Other(Fd directory, String name, FileStatus status) implements Found {
    @Override
    public void close() {
      directory.close();
    }
  }

  private final Kernel kernel;
  private final List<? extends Descriptor> roots;

  /**
   * A view of layers.
   *
   * @param roots their root directories, uppermost first; open as long as this is used
   */
  public LowerTrees(Kernel kernel, List<? extends Descriptor> roots) {
    this.kernel = kernel;
    this.roots = List.copyOf(roots);
  }

  /** Whether there is no layer below. */
  boolean isEmpty() {
    return roots.isEmpty();
  }

  /** What shows at a place; never the root, which is always there. */
  Found find(List<String> parts) {
    List<? extends Descriptor> level = roots;
    List<Fd> owned = List.of();
    try {
      for (String part : parts.subList(0, parts.size() - 1)) {
        Found found = child(level, part);
        owned.forEach(Fd::close);
        owned = List.of();
        if (!(found instanceof Directory directory)) {
          found.close();
          return new Nothing();
        }
        owned = directory.parts();
        level = owned;
      }
      return child(level, parts.getLast());
    } finally {
      owned.forEach(Fd::close);
    }
  }

  /** What shows under a name in a merged directory. */
  private Found child(List<? extends Descriptor> level, String name) {
    List<Fd> parts = new ArrayList<>();
    try {
      for (Descriptor layer : level) {
        switch (TreeAccess.look(kernel, layer, name)) {
          case TreeAccess.Nothing nothing -> {}
          case TreeAccess.Directory(Fd directory) -> {
            parts.add(directory);
            if (Overlay.isOpaque(kernel, directory)) {
              return new Directory(parts);
            }
          }
          case TreeAccess.Other(FileStatus status) -> {
            if (!parts.isEmpty()) {
              return new Directory(parts);
            }
            return Overlay.isWhiteout(status)
                ? new Nothing()
                : new Other(TreeAccess.reopen(kernel, layer), name, status);
          }
        }
      }
      return parts.isEmpty() ? new Nothing() : new Directory(parts);
    } catch (RuntimeException e) {
      parts.forEach(Fd::close);
      throw e;
    }
  }

  /** Whether anything shows under a name in a merged directory. */
  boolean has(List<? extends Descriptor> level, String name) {
    try (Found found = child(level, name)) {
      return !(found instanceof Nothing);
    }
  }

  /** The root directories, uppermost first. */
  List<? extends Descriptor> roots() {
    return roots;
  }

  /** The names that show in the root directory, sorted. */
  Set<String> namesInRoot() {
    Set<String> seen = new TreeSet<>();
    Set<String> shown = new TreeSet<>();
    for (Descriptor root : roots) {
      for (DirectoryEntry entry : kernel.list(root)) {
        FileStatus status = TreeAccess.status(kernel, root, entry.name());
        if (status != null && seen.add(entry.name()) && !Overlay.isWhiteout(status)) {
          shown.add(entry.name());
        }
      }
    }
    return shown;
  }
}
