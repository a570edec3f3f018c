package io.jcontainer.linux.cgroup;

import java.util.List;
import java.util.Set;

/**
 * A line of {@code /proc/<pid>/cgroup}: the group a process is in, in one hierarchy ({@code
 * cgroups(7)}).
 *
 * @param controllers of a v1 hierarchy, {@code name=…} for a named one; empty for v2
 * @param path of the group, from the root of the reader's cgroup namespace
 */
record Membership(Set<String> controllers, String path) {
  private static final String DELETED = " (deleted)";

  /** Reads the whole file. A line that is none is left out: newer kernels may add such. */
  static List<Membership> parse(String file) {
    return file.lines()
        .map(line -> line.split(":", 3))
        .filter(Membership::isLine)
        .map(Membership::of)
        .toList();
  }

  private static boolean isLine(String[] fields) {
    return fields.length == 3 && fields[2].startsWith("/");
  }

  /** A path may hold colons of its own: container managers name groups {@code slice:prefix:id}. */
  private static Membership of(String[] fields) {
    String path = fields[2];
    return new Membership(
        fields[1].isEmpty() ? Set.of() : Set.of(fields[1].split(",", -1)),
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path);
  }

  /** Whether it is the one of the v2 hierarchy. */
  boolean isUnified() {
    return controllers.isEmpty();
  }

  /** Whether it is the line of this hierarchy. */
  boolean isIn(Hierarchy hierarchy) {
    return hierarchy.unified() ? isUnified() : controllers.equals(hierarchy.controllers());
  }
}
