package io.jcontainer.images.check;

import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds one tree of files against another: names, types, modes, owners, times, contents, extended
 * attributes, and which names are of one file.
 */
final class TreeComparison {
  private static final int TYPE = 0170000;
  private static final int BUFFER = 64 << 10;

  private final Kernel kernel;
  private final Map<Long, Long> sameFiles = new HashMap<>();
  private final byte[] is = new byte[BUFFER];
  private final byte[] shouldBe = new byte[BUFFER];

  TreeComparison(Kernel kernel) {
    this.kernel = kernel;
  }

  /** A directory of both trees that is being compared. */
  private record Level(String path, Fd is, Fd shouldBe, Iterator<DirectoryEntry> left)
      implements AutoCloseable {
    @Override
    public void close() {
      is.close();
      shouldBe.close();
    }
  }

  /**
   * The first difference, in words; empty if there is none.
   *
   * @param is the tree that is doubted
   * @param shouldBe the tree that is believed
   */
  Optional<String> difference(Fd is, Fd shouldBe) {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      Optional<String> found = attributes(".", is, "", shouldBe, "");
      if (found.isPresent()) {
        return found;
      }
      found =
          enter(
              levels,
              ".",
              TreeAccess.reopen(kernel, is),
              () -> TreeAccess.reopen(kernel, shouldBe));
      while (found.isEmpty() && !levels.isEmpty()) {
        Level level = levels.peek();
        if (level.left().hasNext()) {
          found = entry(levels, level, level.left().next().name());
        } else {
          levels.pop().close();
        }
      }
      return found;
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EIO) || e.errno().equals(Errno.EUCLEAN)) {
        return Optional.of("it cannot be read: " + e.getMessage());
      }
      throw e;
    } finally {
      levels.forEach(Level::close);
    }
  }

  /** Goes into a directory of both trees, and owns both descriptors from here on. */
  private Optional<String> enter(
      Deque<Level> levels, String path, Fd is, Supplier<Fd> counterpart) {
    Fd shouldBe;
    try {
      shouldBe = counterpart.get();
    } catch (RuntimeException e) {
      is.close();
      throw e;
    }
    List<DirectoryEntry> here = new ArrayList<>();
    List<DirectoryEntry> there = new ArrayList<>();
    try {
      here.addAll(sorted(is));
      there.addAll(sorted(shouldBe));
    } finally {
      levels.push(new Level(path, is, shouldBe, here.iterator()));
    }
    List<String> names = here.stream().map(DirectoryEntry::name).toList();
    List<String> wanted = there.stream().map(DirectoryEntry::name).toList();
    if (names.equals(wanted)) {
      return Optional.empty();
    }
    TreeSet<String> missing = new TreeSet<>(wanted);
    names.forEach(missing::remove);
    return Optional.of(
        missing.isEmpty()
            ? path + " has a name that it should not have"
            : path + "/" + missing.getFirst() + " is missing");
  }

  private List<DirectoryEntry> sorted(Fd directory) {
    List<DirectoryEntry> entries = new ArrayList<>(kernel.list(directory));
    entries.sort(Comparator.comparing(DirectoryEntry::name));
    return entries;
  }

  private Optional<String> entry(Deque<Level> levels, Level level, String name) {
    String path = level.path() + "/" + name;
    Optional<String> found = attributes(path, level.is(), name, level.shouldBe(), name);
    if (found.isPresent()) {
      return found;
    }
    FileStatus status = kernel.stat(level.shouldBe(), name, At.SYMLINK_NOFOLLOW);
    if (!status.isDirectory()) {
      return Optional.empty();
    }
    return enter(levels, path, opened(level.is(), name), () -> opened(level.shouldBe(), name));
  }

  private Fd opened(Fd directory, String name) {
    @Nullable Fd opened = TreeAccess.openDirectory(kernel, directory, name);
    return Objects.requireNonNull(opened, "a directory that was there");
  }

  private Optional<String> attributes(
      String path, Fd is, String isName, Fd shouldBe, String shouldBeName) {
    int flags = isName.isEmpty() ? At.EMPTY_PATH : At.SYMLINK_NOFOLLOW;
    FileStatus here = kernel.stat(is, isName, flags);
    FileStatus there = kernel.stat(shouldBe, shouldBeName, flags);
    if (here.mode() != there.mode() || !sameOwner(here, there)) {
      return Optional.of(path + " is " + described(here) + " and should be " + described(there));
    }
    if (!isWhiteout(here) && !sameTime(here, there)) {
      return Optional.of(path + " has another time of its last change");
    }
    if (!here.isDirectory() && !sameFile(here, there)) {
      return Optional.of(path + " has not the names that it should have besides this one");
    }
    if (isName.isEmpty()) {
      return xattrs(path, is, shouldBe);
    }
    Optional<String> found = content(path, here, is, isName, there, shouldBe);
    if (found.isPresent()) {
      return found;
    }
    try (Fd one = kernel.open(is, isName, O.PATH | O.NOFOLLOW, 0);
        Fd other = kernel.open(shouldBe, isName, O.PATH | O.NOFOLLOW, 0)) {
      return xattrs(path, one, other);
    }
  }

  /** Nothing says when a whiteout was made, and nobody sees it. */
  private static boolean isWhiteout(FileStatus status) {
    return (status.mode() & TYPE) == 0020000 && status.rdevMajor() == 0 && status.rdevMinor() == 0;
  }

  private static boolean sameTime(FileStatus here, FileStatus there) {
    return here.modifySeconds() == there.modifySeconds()
        && here.modifyNanos() == there.modifyNanos();
  }

  private static boolean sameOwner(FileStatus here, FileStatus there) {
    return here.uid() == there.uid()
        && here.gid() == there.gid()
        && here.rdevMajor() == there.rdevMajor()
        && here.rdevMinor() == there.rdevMinor();
  }

  private static String described(FileStatus status) {
    return Integer.toOctalString(status.mode()) + " of " + status.uid() + ":" + status.gid();
  }

  /** Names of one file here are names of one file there. */
  private boolean sameFile(FileStatus here, FileStatus there) {
    if (here.links() != there.links()) {
      return false;
    }
    if (here.links() < 2) {
      return true;
    }
    Long before = sameFiles.putIfAbsent(here.inode(), there.inode());
    return before == null || before == there.inode();
  }

  private Optional<String> content(
      String path, FileStatus here, Fd is, String name, FileStatus there, Fd shouldBe) {
    boolean same =
        switch (here.mode() & TYPE) {
          case 0100000 -> here.size() == there.size() && sameBytes(is, shouldBe, name);
          case 0120000 -> kernel.readlink(is, name).equals(kernel.readlink(shouldBe, name));
          default -> true;
        };
    return same ? Optional.empty() : Optional.of(path + " has another content");
  }

  private boolean sameBytes(Fd is, Fd shouldBe, String name) {
    try (Fd one = TreeAccess.openFile(kernel, is, name);
        Fd other = TreeAccess.openFile(kernel, shouldBe, name)) {
      while (true) {
        int got = fill(one, this.is);
        if (got != fill(other, this.shouldBe)
            || !Arrays.equals(this.is, 0, got, this.shouldBe, 0, got)) {
          return false;
        }
        if (got < BUFFER) {
          return true;
        }
      }
    }
  }

  private int fill(Fd file, byte[] buffer) {
    int filled = 0;
    while (filled < BUFFER) {
      int got = kernel.read(file, buffer, filled, BUFFER - filled);
      if (got == 0) {
        break;
      }
      filled += got;
    }
    return filled;
  }

  private Optional<String> xattrs(String path, Descriptor is, Descriptor shouldBe) {
    TreeSet<String> here = new TreeSet<>(kernel.listXattrs(is));
    TreeSet<String> there = new TreeSet<>(kernel.listXattrs(shouldBe));
    boolean same =
        here.equals(there)
            && here.stream()
                .allMatch(
                    name ->
                        Arrays.equals(kernel.getXattr(is, name), kernel.getXattr(shouldBe, name)));
    return same ? Optional.empty() : Optional.of(path + " has other extended attributes");
  }
}
