package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.rootfs.InRoot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation's view of a container's file system: the root, and the mounts that the engine put
 * into it, by descriptors of its own.
 *
 * <p>Only files of these mounts are admitted. What a container has mounted by itself is not, and
 * neither are procfs and sysfs: their files act with the power of whoever opens them. As the view
 * holds a descriptor of each mount, no other mount can have the id of one.
 */
public final class ContainerView implements AutoCloseable {
  private static final int TRIES = 200;

  /**
   * A mount of the engine.
   *
   * @param target absolute path inside the container
   * @param mount the root of it
   */
  public record Part(String target, Descriptor mount) {}

  private record Held(String target, Fd mount) {}

  private final Kernel kernel;
  private final Fd root;
  private final List<Held> parts = new ArrayList<>();
  private final Set<Long> mounts = new HashSet<>();
  private final boolean assembled;
  private final Runnable closed;

  /**
   * A view of what somebody else owns, which may be closed while the view is in use.
   *
   * @param parts in the order in which they are attached
   * @param assembled whether they are attached now, so that paths lead into them by themselves
   * @param closed is told the end of the view, once
   */
  public ContainerView(
      Kernel kernel, Descriptor root, List<Part> parts, boolean assembled, Runnable closed) {
    this.kernel = kernel;
    this.assembled = assembled;
    this.closed = closed;
    this.root = admit(root);
    try {
      for (Part part : parts) {
        this.parts.add(new Held(part.target(), admit(part.mount())));
      }
    } catch (RuntimeException e) {
      letGo();
      throw e;
    }
  }

  private Fd admit(Descriptor mount) {
    Fd own = own(mount, O.PATH);
    mounts.add(kernel.stat(own, "", At.EMPTY_PATH).mountId());
    return own;
  }

  private Fd own(Descriptor descriptor, int flags) {
    return kernel.open(Descriptor.CWD, "/proc/self/fd/" + descriptor.number(), flags, 0);
  }

  /** Whether a file is one of the root's or of the engine's mounts. */
  boolean admits(FileStatus status) {
    return mounts.contains(status.mountId());
  }

  /** The root itself. */
  Descriptor root() {
    return root;
  }

  /** Opens what a path leads to, following links inside, with O_PATH. */
  Fd open(String path) {
    return open(path, O.PATH);
  }

  /** Opens what a path names, with O_PATH, a link itself if it is one. */
  Fd openItself(String path) {
    return open(path, O.PATH | O.NOFOLLOW);
  }

  /** Refuses what is not of the engine's making. */
  FileStatus admittedStatus(Descriptor found, String path) {
    FileStatus status = kernel.stat(found, "", At.EMPTY_PATH);
    if (!admits(status)) {
      throw new ContainerFileException(
          path,
          path
              + " is in a file system that the engine does not enter: one of the kernel's, or one"
              + " that the container mounted itself",
          null);
    }
    return status;
  }

  /** What is done with a directory that was just made, before anything is put into it. */
  @FunctionalInterface
  interface Made {
    /** Does it with the open directory. */
    void directory(Descriptor made);
  }

  /** Opens a directory, making what is missing of it with mode 0755, with O_PATH. */
  Fd openDirectoryMaking(String path, Made made) {
    Fd current = open("/", O.PATH | O.DIRECTORY);
    StringBuilder walked = new StringBuilder();
    for (String part : check(path).substring(1).split("/")) {
      if (part.isEmpty()) {
        continue;
      }
      walked.append('/').append(part);
      try (Fd parent = current) {
        current = openOrMake(parent, part, walked.toString(), made);
      }
    }
    return current;
  }

  private Fd openOrMake(Descriptor parent, String part, String walked, Made made) {
    try {
      return open(walked, O.PATH | O.DIRECTORY);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
      admittedStatus(parent, walked);
      make(parent, part, made);
      return open(walked, O.PATH | O.DIRECTORY);
    }
  }

  private void make(Descriptor parent, String part, Made made) {
    try {
      kernel.mkdir(parent, part, 0755);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
      return;
    }
    try (Fd fresh = kernel.open(parent, part, O.PATH | O.DIRECTORY | O.NOFOLLOW, 0)) {
      made.directory(fresh);
    }
  }

  /**
   * The kernel gives up when directories are renamed while it walks, and wants to be asked again.
   */
  private Fd open(String path, int flags) {
    Held base = base(check(path));
    String beneath = base == null ? path : path.substring(base.target().length());
    if (base != null && beneath.isEmpty()) {
      return own(base.mount(), flags & ~O.NOFOLLOW);
    }
    InRoot in = new InRoot(kernel, base == null ? root : base.mount());
    for (int attempt = 1; ; attempt++) {
      try {
        return in.open(beneath, flags);
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.EAGAIN) || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /** The mount that a path is written beneath, while mounts are not attached. */
  private @Nullable Held base(String path) {
    Held found = null;
    if (!assembled) {
      for (Held part : parts) {
        if (path.equals(part.target()) || path.startsWith(part.target() + "/")) {
          found = part;
        }
      }
    }
    return found;
  }

  /** Refuses what is no absolute path, and parts that climb: write the path that is meant. */
  static String check(String path) {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new InvalidSpecException("path \"" + path + "\"", "write an absolute path");
    }
    for (String part : path.split("/")) {
      if (part.equals("..") || part.equals(".")) {
        throw new InvalidSpecException("path \"" + path + "\"", "write it without . and ..");
      }
    }
    return path;
  }

  @Override
  public void close() {
    if (!root.isClosed()) {
      letGo();
      closed.run();
    }
  }

  private void letGo() {
    root.close();
    parts.forEach(part -> part.mount().close());
  }
}
