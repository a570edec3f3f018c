package io.jcontainer.linux.files;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes a tree beneath a directory's descriptor. Directories that exist are merged into and keep
 * their attributes; links in the way of a directory are refused, never followed. Files and links
 * are finished under a passing name and then take their place in one step. Names of one file in the
 * source are names of one file in the copy.
 */
final class DirectorySink implements TreeSink, AutoCloseable {
  /**
   * What says that a file is copied anew: its first copy has gone, or lies on another mount, or has
   * as many names as the file system allows, or too long a path.
   */
  private static final Set<Errno> NOT_LINKED =
      Set.of(
          Errno.ENOENT,
          Errno.ENOTDIR,
          Errno.ELOOP,
          Errno.EXDEV,
          Errno.EMLINK,
          Errno.EAGAIN,
          Errno.ENAMETOOLONG);

  private final Kernel kernel;
  private final Descriptor top;
  private final Attributes attributes;
  private final Predicate<FileStatus> admitted;
  private final Progress progress;
  private final ContentCopy contents;
  private final UserAttributes extended;
  private final LinkMemory links = new LinkMemory();
  private final Deque<Level> levels = new ArrayDeque<>();

  /**
   * A directory that is being filled.
   *
   * @param path beneath the top
   * @param source what it is copied from
   * @param fresh whether it was made here; an older one keeps its attributes
   */
  private record Level(Fd directory, String path, FileStatus source, boolean fresh) {}

  /**
   * A sink.
   *
   * @param admitted whether an existing directory may be written into
   */
  DirectorySink(
      Kernel kernel,
      Descriptor top,
      Attributes attributes,
      Predicate<FileStatus> admitted,
      Progress progress) {
    this.kernel = kernel;
    this.top = top;
    this.attributes = attributes;
    this.admitted = admitted;
    this.progress = progress;
    this.contents = new ContentCopy(kernel, progress);
    this.extended = new UserAttributes(kernel);
  }

  private Descriptor current() {
    Level level = levels.peek();
    return level == null ? top : level.directory();
  }

  private String path(String name) {
    Level level = levels.peek();
    return level == null ? name : level.path() + "/" + name;
  }

  @Override
  public void enter(String name, FileStatus status, Descriptor from) {
    String path = path(name);
    boolean fresh = true;
    try {
      kernel.mkdir(current(), name, 0700);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
      fresh = false;
    }
    Fd directory = kernel.open(current(), name, O.PATH | O.DIRECTORY | O.NOFOLLOW, 0);
    levels.push(new Level(directory, path, status, fresh));
    if (!admitted.test(kernel.stat(directory, "", At.EMPTY_PATH))) {
      throw new KernelException("enter " + name, Errno.EXDEV);
    }
    if (fresh) {
      extended.copy(from, directory, path, progress);
    }
  }

  @Override
  public void leave() {
    try (Fd directory = levels.peek().directory()) {
      Level level = levels.pop();
      if (level.fresh()) {
        dress(directory, level.source());
      }
    }
  }

  /** chown first: it takes set-id bits away. */
  void dress(Descriptor file, FileStatus source) {
    Attributes.Given given = attributes.of(source);
    own(file, given);
    kernel.chmod(file, "", given.mode(), At.EMPTY_PATH);
    touch(file, source);
  }

  private void own(Descriptor file, Attributes.Given given) {
    if (given.uid() != Attributes.KEEP || given.gid() != Attributes.KEEP) {
      kernel.chown(file, "", given.uid(), given.gid(), At.EMPTY_PATH);
    }
  }

  private void touch(Descriptor file, FileStatus source) {
    kernel.setTimes(
        file,
        "",
        source.modifySeconds(),
        source.modifyNanos(),
        source.modifySeconds(),
        source.modifyNanos(),
        At.EMPTY_PATH);
  }

  /** Makes the top what a directory is that is copied with its content. */
  void dressTop(Descriptor from, FileStatus source) {
    extended.copy(from, top, ".", progress);
    dress(top, source);
  }

  @Override
  public void file(String name, FileStatus status, Descriptor content) {
    if (links.find(status).filter(first -> linked(first, name)).isPresent()) {
      return;
    }
    String path = path(name);
    try (PendingFile pending = PendingFile.create(kernel, current())) {
      contents.copy(content, pending.file(), status.size());
      extended.copy(content, pending.file(), path, progress);
      dress(pending.file(), status);
      pending.becomes(name);
      if (status.links() > 1) {
        FileStatus copy = kernel.stat(pending.file(), "", At.EMPTY_PATH);
        links.remember(status, path, LinkMemory.Identity.of(copy));
      }
    }
  }

  /** Makes another name of the first copy, if that is still where it was put. */
  private boolean linked(LinkMemory.First first, String name) {
    try (Fd copy =
        kernel.openResolved(
            top,
            first.path(),
            O.PATH | O.NOFOLLOW,
            0,
            Resolve.BENEATH | Resolve.NO_SYMLINKS | Resolve.NO_MAGICLINKS)) {
      FileStatus now = kernel.stat(copy, "", At.EMPTY_PATH);
      // a number is given to another file when the one that had it is gone
      if (!now.isRegular() || !LinkMemory.Identity.of(now).equals(first.copy())) {
        return false;
      }
      String passing = PendingFile.passingName();
      kernel.link(copy, "", current(), passing, At.EMPTY_PATH);
      PendingFile.rename(kernel, current(), passing, name);
      return true;
    } catch (KernelException e) {
      if (NOT_LINKED.contains(e.errno())) {
        return false;
      }
      throw e;
    }
  }

  /** Owned through a descriptor: by its name, something else could be owned instead. */
  @Override
  public void link(String name, FileStatus status, String target) {
    String passing = PendingFile.passingName();
    kernel.symlink(target, current(), passing);
    try {
      try (Fd link = kernel.open(current(), passing, O.PATH | O.NOFOLLOW, 0)) {
        if (kernel.stat(link, "", At.EMPTY_PATH).isSymlink()) {
          own(link, attributes.of(status));
          touch(link, status);
        }
      }
      kernel.rename(current(), passing, current(), name, 0);
    } catch (KernelException e) {
      PendingFile.remove(kernel, current(), passing, e);
      throw e;
    }
  }

  /** Closes the directories that a failure left open. */
  @Override
  public void close() {
    while (!levels.isEmpty()) {
      levels.pop().directory().close();
    }
  }
}
