package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a tree that somebody may be changing. Each name is opened beneath its directory's
 * descriptor without following links and looked at before anything is done with it; what vanished
 * meanwhile is passed over. Listings are read piece by piece, and one descriptor is open for each
 * level of depth.
 */
final class TreeWalk {
  /** Deeper trees are refused: each level holds descriptors open. */
  static final int DEEPEST = 256;

  private final Kernel kernel;
  private final Predicate<FileStatus> admitted;
  private final Progress progress;
  private final TreeSink sink;

  /**
   * A walk.
   *
   * @param admitted whether something may be entered or read; the rest is skipped and told
   */
  TreeWalk(Kernel kernel, Predicate<FileStatus> admitted, Progress progress, TreeSink sink) {
    this.kernel = kernel;
    this.admitted = admitted;
    this.progress = progress;
    this.sink = sink;
  }

  /**
   * Hands over what an O_PATH descriptor has open, under a name of the caller's choice.
   *
   * @param path for people
   */
  void found(Descriptor found, FileStatus status, String name, String path) {
    found(found, status, name, path, 0);
  }

  private void found(Descriptor found, FileStatus status, String name, String path, int depth) {
    progress.check();
    if (status.isDirectory()) {
      directory(found, status, name, path, depth);
    } else if (!admitted.test(status)) {
      progress.skip(path);
    } else if (status.isRegular()) {
      try (Fd content = Reopen.file(kernel, found)) {
        sink.file(name, status, content);
      }
      progress.file();
    } else if (status.isSymlink()) {
      sink.link(name, status, kernel.readlink(found, ""));
      progress.link();
    } else {
      progress.skip(path);
    }
  }

  /** A mount that is not to be entered leaves its mount point behind. */
  private void directory(Descriptor found, FileStatus status, String name, String path, int depth) {
    sink.enter(name, status, found);
    if (admitted.test(status)) {
      content(found, path, depth + 1);
    } else {
      progress.skip(path);
    }
    sink.leave();
    progress.directory();
  }

  /** Hands over the entries of a directory, without the directory itself. */
  void content(Descriptor directory, String path) {
    content(directory, path, 1);
  }

  private void content(Descriptor directory, String path, int depth) {
    if (depth > DEEPEST) {
      throw new ContainerFileException(
          path, "a tree deeper than " + DEEPEST + " directories is not copied", null);
    }
    String prefix = path.endsWith("/") ? path : path + "/";
    try (Fd listing = Reopen.directory(kernel, directory)) {
      List<DirectoryEntry> some = kernel.listNext(listing);
      while (!some.isEmpty()) {
        for (DirectoryEntry entry : some) {
          entry(listing, entry.name(), prefix + entry.name(), depth);
        }
        some = kernel.listNext(listing);
      }
    }
  }

  private void entry(Descriptor directory, String name, String path, int depth) {
    Fd opened;
    try {
      opened = kernel.open(directory, name, O.PATH | O.NOFOLLOW, 0);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return;
      }
      throw e;
    }
    try (Fd found = opened) {
      found(found, kernel.stat(found, "", At.EMPTY_PATH), name, path, depth);
    }
  }
}
