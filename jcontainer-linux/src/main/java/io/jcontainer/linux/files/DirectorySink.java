package io.jcontainer.linux.files;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * Writes a tree beneath a directory's descriptor. Directories that exist are merged into and keep
 * their attributes; links in the way of a directory are refused, never followed. Files and links
 * are finished under a passing name and then take their place in one step.
 */
final class DirectorySink implements TreeSink, AutoCloseable {
  private final Kernel kernel;
  private final Descriptor top;
  private final Attributes attributes;
  private final Predicate<FileStatus> admitted;
  private final ContentCopy contents;
  private final Deque<Level> levels = new ArrayDeque<>();

  /**
   * A directory that is being filled.
   *
   * @param fresh what it was copied from if it was made here; an older one keeps its attributes
   */
  private record Level(Fd directory, FileStatus source, boolean fresh) {}

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
    this.contents = new ContentCopy(kernel, progress);
  }

  private Descriptor current() {
    Level level = levels.peek();
    return level == null ? top : level.directory();
  }

  @Override
  public void enter(String name, FileStatus status) {
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
    levels.push(new Level(directory, status, fresh));
    if (!admitted.test(kernel.stat(directory, "", At.EMPTY_PATH))) {
      throw new KernelException("enter " + name, Errno.EXDEV);
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

  @Override
  public void file(String name, FileStatus status, Descriptor content) {
    try (PendingFile pending = PendingFile.create(kernel, current())) {
      contents.copy(content, pending.file(), status.size());
      dress(pending.file(), status);
      pending.becomes(name);
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
