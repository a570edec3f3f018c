package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cgroups whose name starts with {@code jcontainer}, in every mounted hierarchy: those directly
 * beneath a hierarchy's root or beneath the group of this JVM or one above it, and all beneath
 * those.
 *
 * @param mountinfo where the hierarchies are found
 * @param membership this JVM's groups, {@code /proc/self/cgroup}
 */
record Cgroups(Path mountinfo, Path membership) implements Trace {
  private static final String OURS = "jcontainer";

  static Cgroups ofThisHost() {
    return new Cgroups(Path.of("/proc/self/mountinfo"), Path.of("/proc/self/cgroup"));
  }

  @Override
  public Set<String> present() throws IOException {
    Set<String> present = new HashSet<>();
    Set<String> own = ownGroups();
    for (Path hierarchy : hierarchies()) {
      for (String group : own) {
        Path parent = hierarchy.resolve(group);
        for (String name : directoriesIn(parent, OURS)) {
          addTree(parent.resolve(name), present);
        }
      }
    }
    return present;
  }

  @Override
  public Optional<Leak> describe(String identity) {
    return Optional.of(Leak.ofTheHost("cgroup " + identity));
  }

  private static void addTree(Path group, Set<String> present) throws IOException {
    present.add(group.toString());
    for (String name : directoriesIn(group, "")) {
      addTree(group.resolve(name), present);
    }
  }

  private static Set<String> directoriesIn(Path parent, String prefix) throws IOException {
    return Names.in(
        parent, name -> name.startsWith(prefix) && Files.isDirectory(parent.resolve(name)));
  }

  /** {@code 36 25 0:31 / /sys/fs/cgroup/cpu rw … - cgroup cgroup rw,cpu}: proc_pid_mountinfo(5). */
  private List<Path> hierarchies() throws IOException {
    List<Path> hierarchies = new ArrayList<>();
    for (String line : Files.readAllLines(mountinfo)) {
      if (line.contains(" - cgroup ") || line.contains(" - cgroup2 ")) {
        hierarchies.add(Path.of(line.split(" ", 6)[4]));
      }
    }
    return hierarchies;
  }

  /** The paths in {@code 4:memory:/a/b} and all above them, relative: a/b, a and the empty one. */
  private Set<String> ownGroups() throws IOException {
    Set<String> groups = new HashSet<>(Set.of(""));
    for (String line : Files.readAllLines(membership)) {
      Path group = Path.of(line.split(":", 3)[2]);
      for (int depth = 1; depth <= group.getNameCount(); depth++) {
        groups.add(group.subpath(0, depth).toString());
      }
    }
    return groups;
  }
}
