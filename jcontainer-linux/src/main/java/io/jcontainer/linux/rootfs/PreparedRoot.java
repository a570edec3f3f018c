package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.Fd;
import java.util.List;

/**
 * A container's file system ready to be moved into its mount namespace: descriptors of detached
 * mounts, all owned. Closing it lets the kernel take them apart, unless they were moved.
 *
 * @param root the overlay
 * @param writable where writes to the overlay go
 * @param devices the tree for {@code /dev}
 * @param mounts in the order in which they are attached
 */
public record PreparedRoot(Fd root, WritableLayer writable, Fd devices, List<PreparedMount> mounts)
    implements AutoCloseable {
  /** Copies the list. */
  public PreparedRoot {
    mounts = List.copyOf(mounts);
  }

  /**
   * One detached mount and where it goes; the mount point exists.
   *
   * @param mount owned
   * @param target absolute path inside the container
   * @param what for people, such as {@code bind of /srv/data}
   */
  public record PreparedMount(Fd mount, String target, String what) {}

  /** Lets the kernel take the mounts apart, and keeps what the container wrote. */
  public void closeMounts() {
    root.close();
    devices.close();
    mounts.forEach(prepared -> prepared.mount().close());
  }

  @Override
  public void close() {
    closeMounts();
    writable.close();
  }
}
