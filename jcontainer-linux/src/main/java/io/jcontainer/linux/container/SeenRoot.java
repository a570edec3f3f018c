package io.jcontainer.linux.container;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.keep.Launched;
import io.jcontainer.linux.keep.Launched.KeptMount;
import io.jcontainer.linux.rootfs.InRoot;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.linux.rootfs.WritableLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The root file system of a container that another process has started, with those of its mounts
 * that are still where they were put. The container may have put others over them, a procfs say,
 * whose files act with the power of whoever opens them; so only mounts of known identity count.
 *
 * @param root owned
 * @param mounts owned, in the order in which they were attached
 */
record SeenRoot(Fd root, List<PreparedMount> mounts) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SeenRoot.class);

  SeenRoot {
    mounts = List.copyOf(mounts);
  }

  /**
   * Looks at what is written down of a run.
   *
   * @param root of its first process; owned by what is returned, or closed
   * @return nothing if it is not the root that the container was started with
   */
  static Optional<SeenRoot> of(Kernel kernel, Fd root, Launched launched) {
    List<PreparedMount> mounts = new ArrayList<>();
    boolean good = false;
    try {
      FileStatus status = kernel.stat(root, "", At.EMPTY_PATH);
      good = status.device() == launched.rootDevice() && status.inode() == launched.rootInode();
      if (!good) {
        return Optional.empty();
      }
      InRoot inRoot = new InRoot(kernel, root);
      for (KeptMount each : launched.mounts()) {
        find(kernel, inRoot, each).ifPresent(mounts::add);
      }
      return Optional.of(new SeenRoot(root, mounts));
    } catch (RuntimeException e) {
      good = false;
      mounts.forEach(mount -> mount.mount().close());
      throw e;
    } finally {
      if (!good) {
        root.close();
      }
    }
  }

  private static Optional<PreparedMount> find(Kernel kernel, InRoot root, KeptMount wanted) {
    Fd found;
    try {
      found = root.open(wanted.target(), O.PATH);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EMFILE) || e.errno().equals(Errno.ENFILE)) {
        throw e;
      }
      log.debug("the mount at {} cannot be seen any more", wanted.target(), e);
      return Optional.empty();
    }
    if (kernel.stat(found, "", At.EMPTY_PATH).mountId() != wanted.id()) {
      found.close();
      log.debug("something else is mounted at {} by now", wanted.target());
      return Optional.empty();
    }
    return Optional.of(new PreparedMount(found, wanted.target(), "mount"));
  }

  /** The same as what this JVM would have prepared, on what the container writes to. */
  PreparedRoot on(WritableLayer writable) {
    return new PreparedRoot(root, writable, root, mounts);
  }

  @Override
  public void close() {
    root.close();
    mounts.forEach(mount -> mount.mount().close());
  }
}
