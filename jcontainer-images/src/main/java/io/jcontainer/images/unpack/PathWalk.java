package io.jcontainer.images.unpack;

import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directory that an entry goes into, as a process in the finished image would: links are
 * followed, and lead from the image's root, never out of it. A directory that only the layers below
 * have is made in this one with the same attributes, because overlayfs shows the upper one's.
 */
final class PathWalk {
  /** As many as the kernel follows, {@code MAXSYMLINKS}. */
  private static final int MOST_LINKS = 40;

  private final Kernel kernel;
  private final LayerBlob blob;
  private final LayerTree tree;
  private final LowersOnDemand lowers;
  private final AttributeReader attributes;

  PathWalk(Kernel kernel, LayerBlob blob, LayerTree tree, LowersOnDemand lowers) {
    this.kernel = kernel;
    this.blob = blob;
    this.tree = tree;
    this.lowers = lowers;
    this.attributes = new AttributeReader(kernel);
  }

  /** The directory at a place; made if it is nowhere. */
  OpenDirectory directory(EntryPath path) {
    OpenDirectory directory = walk(path, true);
    if (directory == null) {
      throw new IllegalStateException("a walk that makes directories ends in one");
    }
    return directory;
  }

  /** The directory at a place, or null if neither this layer nor one below has it. */
  @Nullable OpenDirectory existing(EntryPath path) {
    return walk(path, false);
  }

  private @Nullable OpenDirectory walk(EntryPath path, boolean make) {
    OpenDirectory known = tree.opened(path);
    if (known != null) {
      return known;
    }
    Deque<String> ahead = new ArrayDeque<>(path.parts());
    OpenDirectory current = tree.root();
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.equals("..")) {
        current = tree.parent(current);
        continue;
      }
      switch (step(current, name, make)) {
        case Arrived arrived -> current = arrived.directory();
        case Redirected link -> {
          links++;
          if (links > MOST_LINKS) {
            throw blob.invalid("it has an entry behind too many links: " + path, null);
          }
          current = link.target().startsWith("/") ? tree.root() : current;
          prepend(ahead, link.target());
        }
        case Missing missing -> {
          return null;
        }
        case Blocked blocked -> {
          if (make) {
            throw blob.invalid("it has an entry beneath a file: " + path, null);
          }
          return null;
        }
      }
    }
    return current;
  }

  private static void prepend(Deque<String> ahead, String target) {
    String[] parts = target.split("/");
    for (int i = parts.length - 1; i >= 0; i--) {
      if (!parts[i].isEmpty() && !parts[i].equals(".")) {
        ahead.push(parts[i]);
      }
    }
  }

  /** What one name led to. */
  private sealed interface Step {}

  private record Arrived(OpenDirectory directory) implements Step {}

  private record Redirected(String target) implements Step {}

  private record Missing() implements Step {}

  private record Blocked() implements Step {}

  private Step step(OpenDirectory current, String name, boolean make) {
    return switch (tree.look(current, name)) {
      case LayerTree.Directory(OpenDirectory child) -> new Arrived(child);
      case LayerTree.Nothing nothing -> stepBelow(current, name, make);
      case LayerTree.Other(FileStatus status) when status.isSymlink() ->
          new Redirected(kernel.readlink(current.fd(), name));
      case LayerTree.Other(FileStatus status) when !Overlay.isWhiteout(status) -> new Blocked();
      case LayerTree.Other whiteout when !make -> new Missing();
      case LayerTree.Other whiteout ->
          new Arrived(tree.replaceHiding(current, name, Attributes.ofUnmentionedDirectory()));
    };
  }

  private Step stepBelow(OpenDirectory current, String name, boolean make) {
    try (LowerTrees.Found found = lowers.find(current, name)) {
      return switch (found) {
        case LowerTrees.Directory directory -> new Arrived(copyUp(current, name, directory, make));
        case LowerTrees.Other other when other.status().isSymlink() ->
            new Redirected(kernel.readlink(other.directory(), other.name()));
        case LowerTrees.Other other -> new Blocked();
        case LowerTrees.Nothing nothing when !make -> new Missing();
        case LowerTrees.Nothing nothing ->
            new Arrived(tree.makeDirectory(current, name, Attributes.ofUnmentionedDirectory()));
      };
    }
  }

  private OpenDirectory copyUp(
      OpenDirectory current, String name, LowerTrees.Directory below, boolean forEntry) {
    OpenDirectory copy =
        tree.makeDirectory(current, name, attributes.readDirectory(below.parts().getFirst()));
    if (!forEntry) {
      tree.copied().add(copy.parts());
    }
    return copy;
  }
}
