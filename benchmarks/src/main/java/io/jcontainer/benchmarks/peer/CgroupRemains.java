package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.report.Host.CgroupMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The empty control groups that podman and docker leave; they are told to use one name. */
final class CgroupRemains {
  /** The group's name, in every hierarchy. */
  static final String NAME = "jcontainer-benchmarks";

  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  private CgroupRemains() {}

  static void remove(CgroupMode mode) {
    try {
      switch (mode) {
        case V2 -> removeTree(MOUNTS.resolve(NAME));
        case V1, HYBRID -> {
          for (Path hierarchy : directories(MOUNTS)) {
            removeTree(hierarchy.resolve(NAME));
          }
        }
        case NONE -> {
          // nothing to leave
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the control groups " + NAME, e);
    }
  }

  /** The files of a group go with its directory. */
  private static void removeTree(Path group) throws IOException {
    if (Files.isDirectory(group)) {
      for (Path nested : directories(group)) {
        removeTree(nested);
      }
      Files.delete(group);
    }
  }

  private static List<Path> directories(Path parent) throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            parent, entry -> Files.isDirectory(entry) && !Files.isSymbolicLink(entry))) {
      List<Path> found = new ArrayList<>();
      entries.forEach(found::add);
      return found;
    }
  }
}
