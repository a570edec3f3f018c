package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.FileChange;
import io.jcontainer.FileChange.Kind;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the writable directory of an overlay what a container changed. A device 0:0 there says
 * that a name of the image is gone (a whiteout), and {@code trusted.overlay.opaque} that all names
 * of the image's directory are.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, whiteouts and opaque
 *     directories</a>
 */
final class UpperDiff {
  private static final int MOST = 100_000;
  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final Set<String> WRITTEN_BY_THE_ENGINE =
      Set.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

  private final Kernel kernel;
  private final Progress progress = new Progress("/", OptionalLong.empty());
  private final List<FileChange> changes = new ArrayList<>();

  private UpperDiff(Kernel kernel) {
    this.kernel = kernel;
  }

  static List<FileChange> of(Kernel kernel, ChangedFiles files) {
    UpperDiff diff = new UpperDiff(kernel);
    FileThread.call(
        kernel,
        OptionalLong.empty(),
        diff.progress,
        () -> diff.directory(files.upper(), files.image(), "", 1));
    diff.changes.sort(Comparator.comparing(FileChange::path));
    return List.copyOf(diff.changes);
  }

  /**
   * Finds the changes in a directory.
   *
   * @param image the image's directory of that name, or null if it has none
   * @return whether there were any
   */
  private boolean directory(Descriptor upper, @Nullable Descriptor image, String path, int depth) {
    if (depth > TreeWalk.DEEPEST) {
      throw new ContainerFileException(
          path, "a tree deeper than " + TreeWalk.DEEPEST + " directories is not compared", null);
    }
    int before = changes.size();
    try (Fd listing = Reopen.directory(kernel, upper)) {
      if (image != null && isOpaque(kernel, listing)) {
        goneFrom(image, listing, path);
      }
      each(listing, name -> entry(listing, image, name, path + "/" + name, depth));
    }
    return changes.size() > before;
  }

  private void each(Descriptor listing, Consumer<String> taker) {
    List<DirectoryEntry> some = kernel.listNext(listing);
    while (!some.isEmpty()) {
      progress.check();
      some.forEach(entry -> taker.accept(entry.name()));
      some = kernel.listNext(listing);
    }
  }

  /** Whether all names of the image in a directory are gone. */
  static boolean isOpaque(Kernel kernel, Descriptor directory) {
    try {
      byte[] value = kernel.getXattr(directory, OPAQUE);
      return new String(value, StandardCharsets.US_ASCII).equals("y");
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENODATA)) {
        return false;
      }
      throw e;
    }
  }

  private void goneFrom(Descriptor image, Descriptor upper, String path) {
    try (Fd listing = Reopen.directory(kernel, image)) {
      each(
          listing,
          name -> {
            try (Fd still = found(kernel, upper, name)) {
              if (still == null) {
                add(Kind.DELETED, path + "/" + name);
              }
            }
          });
    }
  }

  private void entry(
      Descriptor upper, @Nullable Descriptor image, String name, String path, int depth) {
    if (isWrittenByTheEngine(path)) {
      return;
    }
    try (Fd now = found(kernel, upper, name);
        Fd old = image == null ? null : found(kernel, image, name)) {
      if (now == null) {
        return;
      }
      FileStatus status = kernel.stat(now, "", At.EMPTY_PATH);
      FileStatus was = old == null ? null : kernel.stat(old, "", At.EMPTY_PATH);
      if (isWhiteout(status)) {
        if (was != null) {
          add(Kind.DELETED, path);
        }
      } else if (!status.isDirectory()) {
        add(was == null ? Kind.ADDED : Kind.CHANGED, path);
      } else {
        boolean merged = was != null && was.isDirectory();
        boolean inside = directory(now, merged ? old : null, path, depth + 1);
        if (was == null) {
          add(Kind.ADDED, path);
        } else if (inside || !merged || differs(status, was)) {
          add(Kind.CHANGED, path);
        }
      }
    }
  }

  private static boolean differs(FileStatus now, FileStatus was) {
    return now.mode() != was.mode() || now.uid() != was.uid() || now.gid() != was.gid();
  }

  /** Whether a file says that a name of the image is gone. */
  static boolean isWhiteout(FileStatus status) {
    return (status.mode() & Mode.S_IFMT) == Mode.S_IFCHR
        && status.rdevMajor() == 0
        && status.rdevMinor() == 0;
  }

  /** Null if there is no such name, or not any more. */
  static @Nullable Fd found(Kernel kernel, Descriptor directory, String name) {
    try {
      return kernel.open(directory, name, O.PATH | O.NOFOLLOW, 0);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return null;
      }
      throw e;
    }
  }

  /** Whether a path is one of the files that say who a container is. */
  static boolean isWrittenByTheEngine(String path) {
    return WRITTEN_BY_THE_ENGINE.contains(path);
  }

  private void add(Kind kind, String path) {
    if (changes.size() == MOST) {
      throw new ContainerFileException(
          "/", "the container has more than " + MOST + " changes: export it instead", null);
    }
    changes.add(new FileChange(kind, path));
  }
}
