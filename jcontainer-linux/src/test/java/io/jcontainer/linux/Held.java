package io.jcontainer.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may not grow, however much is run.
 *
 * @param descriptors of this JVM
 * @param threads of this JVM that are ours
 * @param children of this JVM, zombies too
 * @param mounts in the engine's directory
 * @param groups control groups of the engine, in all hierarchies
 * @param files in the engine's directory, outside its images
 */
record Held(long descriptors, long threads, long children, long mounts, long groups, long files) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** As it is now. */
  static Held now(Path root) throws IOException {
    return new Held(
        entries(Path.of("/proc/self/fd")),
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("jcontainer"))
            .count(),
        countChildren(),
        countMounts(root),
        countGroups(root),
        countFiles(root));
  }

  private static long countMounts(Path root) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(mount -> mount.contains(root.toString()))
        .count();
  }

  /** Waits until nothing changes any more: what ends is let go of a moment later. */
  static Held atRest(Path root) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Held held = now(root);
    for (int same = 0; same < 20 && System.nanoTime() < end; same++) {
      Thread.sleep(5);
      Held next = now(root);
      if (!next.equals(held)) {
        same = 0;
      }
      held = next;
    }
    return held;
  }

  /** Waits until what is held is what was wanted, neither more nor less. */
  static Held settled(Path root, Held wanted) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Held held = now(root);
    while (!held.equals(wanted) && System.nanoTime() < end) {
      Thread.sleep(5);
      held = now(root);
    }
    return held;
  }

  /** Bytes of heap in use once garbage is gone. */
  static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private static long countChildren() throws IOException {
    long count = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        if (Files.exists(task)) {
          String children = Files.readString(task.resolve("children")).strip();
          count += children.isEmpty() ? 0 : children.split(" ").length;
        }
      }
    }
    return count;
  }

  /** Of this engine: others may make some meanwhile. */
  private static long countGroups(Path root) throws IOException {
    Path all = Path.of("/sys/fs/cgroup");
    try (Stream<Path> engines = Files.find(root, 3, (path, _) -> isEngine(path))) {
      Set<String> names =
          engines.map(path -> "jcontainer-" + path.getFileName()).collect(Collectors.toSet());
      try (Stream<Path> groups = Files.find(all, 8, (path, _) -> isOf(names, path))) {
        return groups.count();
      }
    } catch (UncheckedIOException e) {
      return Long.MAX_VALUE; // something went away meanwhile: it is not settled
    }
  }

  private static boolean isEngine(Path path) {
    return path.getFileName().toString().matches("[0-9a-f]{16}");
  }

  private static boolean isOf(Set<String> engines, Path path) {
    for (Path part : path) {
      if (engines.contains(part.toString())) {
        return Files.isDirectory(path);
      }
    }
    return false;
  }

  private static long countFiles(Path root) throws IOException {
    long count = 0;
    try (Stream<Path> tops = Files.list(root)) {
      for (Path top : (Iterable<Path>) tops::iterator) {
        if (!top.endsWith("layers") && Files.isDirectory(top)) {
          count += below(top);
        }
      }
    }
    return count;
  }

  private static long below(Path top) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(top, 4)) {
      found = walk.toList();
    } catch (UncheckedIOException e) {
      return Long.MAX_VALUE; // something went away meanwhile: it is not settled
    }
    return found.size();
  }
}
