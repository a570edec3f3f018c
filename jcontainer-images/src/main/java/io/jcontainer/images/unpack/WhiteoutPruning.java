package io.jcontainer.images.unpack;

import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Removes the whiteouts of a layer that hide nothing of the layers below. */
final class WhiteoutPruning {
  /** DT_UNKNOWN and DT_CHR of {@code getdents(2)}. */
  private static final int UNKNOWN = 0;

  private static final int CHARACTER_DEVICE = 2;

  private final Kernel kernel;
  private final LowerTrees lowers;

  WhiteoutPruning(Kernel kernel, LowerTrees lowers) {
    this.kernel = kernel;
    this.lowers = lowers;
  }

  /**
   * A directory on the way.
   *
   * @param hidesBelow whether nothing of the layers below shows in it
   * @param left the directories in it that are still to be visited
   */
  private record Level(Fd fd, List<String> parts, boolean hidesBelow, Deque<String> left) {}

  /** Looks at a whole layer. */
  void prune(Descriptor root) {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      levels.push(enter(TreeAccess.reopen(kernel, root), List.of(), false));
      while (!levels.isEmpty()) {
        Level level = levels.peek();
        String next = level.left().poll();
        if (next == null) {
          levels.pop().fd().close();
          continue;
        }
        Fd child = TreeAccess.openDirectory(kernel, level.fd(), next);
        if (child != null) {
          List<String> parts = new ArrayList<>(level.parts());
          parts.add(next);
          levels.push(enter(child, parts, level.hidesBelow()));
        }
      }
    } finally {
      levels.forEach(level -> level.fd().close());
    }
  }

  private Level enter(Fd directory, List<String> parts, boolean aboveHides) {
    try {
      boolean hides = aboveHides || (!parts.isEmpty() && Overlay.isOpaque(kernel, directory));
      List<String> whiteouts = new ArrayList<>();
      Deque<String> directories = new ArrayDeque<>();
      for (DirectoryEntry entry : kernel.list(directory)) {
        if (entry.isDirectory() || entry.type() == UNKNOWN) {
          directories.add(entry.name());
        }
        if (entry.type() == CHARACTER_DEVICE || entry.type() == UNKNOWN) {
          whiteouts.add(entry.name());
        }
      }
      whiteouts.removeIf(name -> !isWhiteout(directory, name));
      if (!whiteouts.isEmpty()) {
        pruneHere(directory, parts, hides, whiteouts);
      }
      return new Level(directory, parts, hides, directories);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private boolean isWhiteout(Fd directory, String name) {
    FileStatus status = TreeAccess.status(kernel, directory, name);
    return status != null && Overlay.isWhiteout(status);
  }

  private void pruneHere(Fd directory, List<String> parts, boolean hides, List<String> whiteouts) {
    FileStatus before = TreeAccess.status(kernel, directory);
    if (hides) {
      remove(directory, whiteouts);
    } else if (parts.isEmpty()) {
      remove(directory, hidingNothing(lowers.roots(), whiteouts));
    } else {
      try (LowerTrees.Found below = lowers.find(parts)) {
        remove(
            directory,
            switch (below) {
              case LowerTrees.Directory merged -> hidingNothing(merged.parts(), whiteouts);
              case LowerTrees.Other other -> whiteouts;
              case LowerTrees.Nothing nothing -> whiteouts;
            });
      }
    }
    AttributeWriter.restoreTime(kernel, directory, AttributeReader.modified(before));
  }

  private List<String> hidingNothing(List<? extends Descriptor> level, List<String> whiteouts) {
    return whiteouts.stream().filter(name -> !lowers.has(level, name)).toList();
  }

  private void remove(Fd directory, List<String> names) {
    names.forEach(name -> kernel.unlink(directory, name, 0));
  }
}
