package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyOptions;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts the entries of a tar stream beneath a directory of a container. A name is walked part by
 * part from that directory, through nothing but directories: what climbs is refused, and so is a
 * link on the way, whether the stream or the container has put it there.
 */
final class TarExtraction implements AutoCloseable {
  private final Kernel kernel;
  private final Owners owners;
  private final CopyOptions options;
  private final ContainerView view;
  private final Descriptor top;
  private final String target;
  private final Progress progress;
  private final UserAttributes extended;

  /** Directories of the stream that hold the latest entry, the innermost first. */
  private final Deque<Entered> entered = new ArrayDeque<>();

  /** Into a directory, which is somebody else's to close. */
  TarExtraction(
      Kernel kernel,
      Owners owners,
      CopyOptions options,
      ContainerView view,
      Descriptor top,
      String target,
      Progress progress) {
    this.kernel = kernel;
    this.owners = owners;
    this.options = options;
    this.view = view;
    this.top = top;
    this.target = target;
    this.progress = progress;
    this.extended = new UserAttributes(kernel);
  }

  /** A directory that gets its time when the stream comes to something outside of it. */
  private record Entered(List<String> parts, Fd directory, long modified) {
    boolean holds(List<String> others) {
      return others.size() > parts.size() && others.subList(0, parts.size()).equals(parts);
    }
  }

  /**
   * What is made in a directory changes its time, so that comes last. Streams are written directory
   * by directory; one that comes back to a directory leaves it with the time of that.
   */
  private void leaveAllBut(List<String> parts) {
    for (Entered last = entered.peek(); last != null && !last.holds(parts); last = entered.peek()) {
      try (Fd directory = entered.pop().directory()) {
        touch(directory, last.modified());
      }
    }
  }

  /** The stream is at its end. */
  boolean finish() {
    leaveAllBut(List.of());
    return true;
  }

  /** Closes the directories that a failure left open. */
  @Override
  public void close() {
    while (!entered.isEmpty()) {
      entered.pop().directory().close();
    }
  }

  /** A file that waits for its content. */
  record Begun(Fd directory, PendingFile file, String name) implements AutoCloseable {
    @Override
    public void close() {
      try (directory) {
        file.close();
      }
    }
  }

  /** The parts of a name; none for the top itself. */
  List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (part.equals("..") || part.indexOf('\0') >= 0) {
        throw refused(path, "a name in it climbs out of its directory or has a NUL in it");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (parts.size() > TreeWalk.DEEPEST) {
      throw refused(path, "it is deeper than " + TreeWalk.DEEPEST + " directories");
    }
    return parts;
  }

  private ContainerFileException refused(String path, String why) {
    return new ContainerFileException(
        target, "cannot copy " + path + " of the tar stream to " + target + ": " + why, null);
  }

  /** Opens a directory beneath the top; what is missing is made. */
  private Fd directory(List<String> parts) {
    Fd current = kernel.open(top, ".", O.PATH | O.DIRECTORY, 0);
    for (String part : parts) {
      try (Fd parent = current) {
        current = enter(parent, part);
      }
    }
    return current;
  }

  private Fd enter(Descriptor parent, String part) {
    int flags = O.PATH | O.DIRECTORY | O.NOFOLLOW;
    Fd found;
    try {
      found = kernel.open(parent, part, flags, 0);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
      makeDirectory(parent, part, 0755);
      found = kernel.open(parent, part, flags, 0);
      if (!options.keepOwners()) {
        long uid = owners.host(options.uid());
        kernel.chown(found, "", uid, owners.host(options.gid()), At.EMPTY_PATH);
      }
    }
    if (!view.admits(kernel.stat(found, "", At.EMPTY_PATH))) {
      found.close();
      throw new KernelException("enter " + part, Errno.EXDEV);
    }
    return found;
  }

  private void makeDirectory(Descriptor parent, String name, int mode) {
    try {
      kernel.mkdir(parent, name, mode);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  /** A directory gets owner and mode, also one that is there; the top itself keeps its own. */
  boolean makeDirectory(TarInput.Entry entry) {
    List<String> parts = parts(entry.path());
    leaveAllBut(parts);
    if (!parts.isEmpty()) {
      Fd directory = directory(parts);
      entered.push(new Entered(parts, directory, entry.modified()));
      dress(directory, entry, entry.mode());
    }
    return true;
  }

  /** A regular file under a passing name. */
  Begun begin(TarInput.Entry entry) {
    List<String> parts = named(entry);
    Fd directory = directory(parts.subList(0, parts.size() - 1));
    try {
      return new Begun(directory, PendingFile.create(kernel, directory), parts.getLast());
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** It is whole: it gets owner, mode, time and name. */
  boolean finish(TarInput.Entry entry, Begun begun) {
    dress(begun.file().file(), entry, options.mode().orElse(entry.mode()));
    begun.file().becomes(begun.name());
    return true;
  }

  private List<String> named(TarInput.Entry entry) {
    List<String> parts = parts(entry.path());
    if (parts.isEmpty()) {
      throw refused(entry.path(), "a file has no name");
    }
    leaveAllBut(parts);
    return parts;
  }

  /** A symbolic link, whatever it leads to: nothing here follows it. */
  boolean makeLink(TarInput.Entry entry) {
    List<String> parts = named(entry);
    try (Fd directory = directory(parts.subList(0, parts.size() - 1))) {
      String passing = PendingFile.passingName();
      kernel.symlink(entry.link(), directory, passing);
      try (Fd link = kernel.open(directory, passing, O.PATH | O.NOFOLLOW, 0)) {
        if (kernel.stat(link, "", At.EMPTY_PATH).isSymlink()) {
          kernel.chown(link, "", uid(entry), gid(entry), At.EMPTY_PATH);
        }
      }
      PendingFile.rename(kernel, directory, passing, parts.getLast());
    }
    return true;
  }

  /** Another name of a file of the stream, beneath the same top: neither of a link nor a device. */
  boolean makeHardLink(TarInput.Entry entry) {
    List<String> parts = named(entry);
    List<String> first = parts(entry.link());
    if (first.isEmpty()) {
      throw refused(entry.path(), "it is another name of nothing");
    }
    try (Fd from = directory(first.subList(0, first.size() - 1));
        Fd file = kernel.open(from, first.getLast(), O.PATH | O.NOFOLLOW, 0);
        Fd directory = directory(parts.subList(0, parts.size() - 1))) {
      FileStatus status = kernel.stat(file, "", At.EMPTY_PATH);
      if (!status.isRegular() || !view.admits(status)) {
        throw refused(entry.path(), "it is another name of what is no file");
      }
      String passing = PendingFile.passingName();
      kernel.link(from, first.getLast(), directory, passing, 0);
      PendingFile.rename(kernel, directory, passing, parts.getLast());
    }
    return true;
  }

  /** chown first: it takes set-id bits away. */
  private void dress(Descriptor file, TarInput.Entry entry, int mode) {
    entry.attributes().forEach((rest, value) -> set(file, entry, rest, value));
    kernel.chown(file, "", uid(entry), gid(entry), At.EMPTY_PATH);
    kernel.chmod(file, "", mode, At.EMPTY_PATH);
    touch(file, entry.modified());
  }

  private void set(Descriptor file, TarInput.Entry entry, String rest, byte[] value) {
    String name = TarHeader.attributeName(rest);
    if (!extended.set(file, name, value)) {
      progress.skip(entry.path() + " (attribute user." + name + ")");
    }
  }

  private void touch(Descriptor file, long seconds) {
    kernel.setTimes(file, "", seconds, 0, seconds, 0, At.EMPTY_PATH);
  }

  private long uid(TarInput.Entry entry) {
    return owner(entry, options.keepOwners() ? entry.uid() : options.uid());
  }

  private long gid(TarInput.Entry entry) {
    return owner(entry, options.keepOwners() ? entry.gid() : options.gid());
  }

  private long owner(TarInput.Entry entry, long id) {
    if (id < 0 || id >= owners.count()) {
      throw refused(
          entry.path(),
          "its owner " + id + " is no id of the container; copy it without keeping owners");
    }
    return owners.host(id);
  }
}
