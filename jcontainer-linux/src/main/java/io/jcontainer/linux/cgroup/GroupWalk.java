package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A walk through the groups nested in a group, each after those nested in it. A container that is
 * given its hierarchy can nest as deep and as wide as it likes, so the walk keeps names and one
 * descriptor, not a call and a descriptor per level. Groups that vanish meanwhile are passed over.
 */
final class GroupWalk {
  /** Links of a directory without directories in it: its name and its own dot. */
  private static final long LINKS_OF_A_LEAF = 2;

  private final Kernel kernel;
  private final Visitor visitor;
  private final Deque<Level> levels = new ArrayDeque<>();

  private GroupWalk(Kernel kernel, Visitor visitor) {
    this.kernel = kernel;
    this.visitor = visitor;
  }

  /** Told of each group. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Whether to walk the groups nested in a group, and to visit it then.
     *
     * @param name of the group
     * @param depth 1 for a group directly beneath the one that the walk began at
     * @param path of the group from there; costs a walk up when it is asked for
     */
    default boolean enter(String name, int depth, Supplier<String> path) {
      return true;
    }

    /** A group, named beneath an open directory. */
    void visit(Descriptor directory, String name);
  }

  /** A path is not kept here: of all levels together it would grow with the square of the depth. */
  private record Level(String name, Iterator<String> groups) {}

  /** Visits the groups nested in this one, and not this one. */
  static void beneath(GroupDir group, Visitor visitor) {
    Kernel kernel = group.kernel();
    try {
      if (hasGroups(kernel, group.parent(), group.name())) {
        new GroupWalk(kernel, visitor).run(group.parent(), group.name());
      }
    } catch (KernelException e) {
      if (!CgroupFailure.isGone(e)) {
        throw CgroupFailure.of("walk the groups beneath " + group, e);
      }
    }
  }

  private static boolean hasGroups(Kernel kernel, Descriptor directory, String name) {
    return kernel.stat(directory, name, At.SYMLINK_NOFOLLOW).links() > LINKS_OF_A_LEAF;
  }

  private void run(Descriptor parent, String name) {
    Fd here = openGroup(parent, name);
    try {
      levels.push(new Level(name, groups(here)));
      while (!levels.isEmpty()) {
        Fd next = step(here);
        if (next != here) {
          here.close();
          here = next;
        }
      }
    } finally {
      here.close();
    }
  }

  /** Goes into the next group of this level, or past it, or up; the directory it is in then. */
  private Fd step(Fd here) {
    Level level = levels.element();
    if (level.groups.hasNext()) {
      return into(here, level.groups.next());
    }
    levels.pop();
    if (levels.isEmpty()) {
      return here;
    }
    Fd above = openGroup(here, "..");
    try {
      visit(above, level.name);
      return above;
    } catch (RuntimeException e) {
      above.close();
      throw e;
    }
  }

  private Fd into(Fd here, String name) {
    if (!visitor.enter(name, levels.size(), () -> pathOf(name))) {
      return here;
    }
    try {
      if (hasGroups(kernel, here, name)) {
        return descend(here, name);
      }
    } catch (KernelException e) {
      if (CgroupFailure.isGone(e)) {
        return here;
      }
      throw e;
    }
    visit(here, name);
    return here;
  }

  private String pathOf(String name) {
    StringBuilder path = new StringBuilder();
    Iterator<Level> fromTheTop = levels.descendingIterator();
    fromTheTop.next();
    fromTheTop.forEachRemaining(level -> path.append(level.name).append('/'));
    return path.append(name).toString();
  }

  private void visit(Descriptor directory, String name) {
    try {
      visitor.visit(directory, name);
    } catch (KernelException e) {
      if (!CgroupFailure.isGone(e)) {
        throw e;
      }
    }
  }

  private Fd descend(Fd here, String name) {
    Fd inside = openGroup(here, name);
    try {
      levels.push(new Level(name, groups(inside)));
      return inside;
    } catch (RuntimeException e) {
      inside.close();
      throw e;
    }
  }

  private Fd openGroup(Descriptor directory, String name) {
    return kernel.open(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
  }

  private Iterator<String> groups(Fd directory) {
    return kernel.list(directory).stream()
        .filter(DirectoryEntry::isDirectory)
        .map(DirectoryEntry::name)
        .iterator();
  }
}
