package io.jcontainer.linux.rootfs;

import io.jcontainer.Mount;
import io.jcontainer.Secret;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import java.time.Duration;
import java.util.List;

/**
 * The secrets of a container: files of a tmpfs of its own, whose pages are never swapped out. To be
 * used on the mapped thread.
 */
public final class SecretFiles {
  /** For people, and how the mount is known among the others. */
  private static final String WHAT = "secrets";

  private static final int ATTRIBUTES = MountAttr.NOSUID | MountAttr.NODEV | MountAttr.NOEXEC;
  private static final long PAGE = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private SecretFiles() {}

  /** Makes the mount, root's until it is given to its user. */
  static Fd make(Kernel kernel, List<Secret> secrets) {
    long pages = secrets.stream().mapToLong(each -> each.content().length / PAGE + 2).sum();
    try (Fd context = kernel.fsopen("tmpfs")) {
      kernel.fsconfigString(context, "mode", "755");
      kernel.fsconfigString(context, "size", Long.toString(pages * PAGE));
      kernel.fsconfigFlag(context, "noswap"); // since Linux 6.4
      kernel.fsconfigCreate(context);
      Fd mount = kernel.fsmount(context, ATTRIBUTES);
      try {
        secrets.forEach(secret -> write(kernel, mount, secret));
        return mount;
      } catch (RuntimeException e) {
        mount.close();
        throw e;
      }
    }
  }

  private static void write(Kernel kernel, Descriptor mount, Secret secret) {
    int flags = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW;
    try (Fd file = kernel.open(mount, secret.name(), flags, 0400)) {
      byte[] content = secret.content();
      kernel.write(file, content, 0, content.length);
    }
  }

  /**
   * Makes the place for the mount: in the root, or in the fresh memory that is shown above it.
   *
   * @param mounts that are attached before
   */
  static void makeMountPoint(
      Kernel kernel, InRoot root, List<Mount> wanted, List<PreparedMount> mounts) {
    for (Mount mount : wanted.reversed()) {
      if (Secret.DIRECTORY.startsWith(mount.target() + "/")) {
        makeWithin(kernel, mount, mounts);
        return;
      }
    }
    root.makeMountPoint(Secret.DIRECTORY, true);
  }

  private static void makeWithin(Kernel kernel, Mount mount, List<PreparedMount> mounts) {
    if (!(mount instanceof Mount.Tmpfs)) {
      throw new StartException(
          Reason.MOUNT,
          "cannot show secrets at "
              + Secret.DIRECTORY
              + ": "
              + mount.target()
              + " is not the container's alone; mount that elsewhere",
          null);
    }
    for (PreparedMount prepared : mounts) {
      if (prepared.target().equals(mount.target())) {
        String rest = Secret.DIRECTORY.substring(mount.target().length());
        new InRoot(kernel, prepared.mount()).makeMountPoint(rest, true);
      }
    }
  }

  /** The mount among those of a container. */
  static PreparedMount prepared(Fd mount) {
    return new PreparedMount(mount, Secret.DIRECTORY, WHAT);
  }

  /**
   * Gives the files to the user that the command runs as. Nobody writes to them from here on.
   *
   * @param uid as the host counts
   * @param gid as the host counts
   */
  public static void giveTo(
      Kernel kernel, PreparedRoot root, List<Secret> secrets, long uid, long gid) {
    if (secrets.isEmpty()) {
      return;
    }
    PreparedMount mount = root.mounts().getLast();
    try {
      for (Secret secret : secrets) {
        kernel.chown(mount.mount(), secret.name(), uid, gid, At.SYMLINK_NOFOLLOW);
      }
      makeReadOnly(kernel, mount.mount());
    } catch (KernelException e) {
      throw new StartException(
          Reason.MOUNT, "cannot give the secrets to their user: " + e.getMessage(), e);
    }
  }

  /**
   * Makes the mount read-only. The files are closed, but a process that was being made while they
   * were open has copies until it executes its program, and the kernel refuses as long as that.
   */
  private static void makeReadOnly(Kernel kernel, Descriptor mount) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        kernel.mountSetattr(mount, "", At.EMPTY_PATH, MountAttr.RDONLY, 0, 0, null);
        return;
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.EBUSY) || System.nanoTime() > end || !paused()) {
          throw e;
        }
      }
    }
  }

  /** Whether the moment passed without an interrupt. */
  private static boolean paused() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
