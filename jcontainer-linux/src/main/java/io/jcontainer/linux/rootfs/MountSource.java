package io.jcontainer.linux.rootfs;

import io.jcontainer.BindMode;
import io.jcontainer.BindOption;
import io.jcontainer.Mount;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.OpenTree;
import io.jcontainer.kernel.Propagation;
import java.nio.file.Path;
import java.util.Set;

/** Turns what a caller wants shown into detached mounts. To be used on the mapped thread. */
public final class MountSource {
  private static final long BYTES_PER_INODE = 1024;
  private static final long FEWEST_INODES = 1024;

  private final Kernel kernel;
  private final Descriptor userNamespace;

  /** Mounts that are shifted by the user namespace's mapping. */
  public MountSource(Kernel kernel, Descriptor userNamespace) {
    this.kernel = kernel;
    this.userNamespace = userNamespace;
  }

  /** Fresh memory. */
  Fd tmpfs(Mount.Tmpfs tmpfs) {
    return tmpfs(kernel, tmpfs, MountAttr.NOSUID | MountAttr.NODEV);
  }

  /**
   * A clone of the host's mount at the path. Its owners are shifted, so that root of the container
   * is the directory's root; a file system that cannot be shifted is shown as it is, with every
   * owner foreign, which gives less and never more.
   *
   * <p>A clone is a peer of the mount it was made from where the host shares that: what the
   * container mounted in it would appear on the host. So it is made private, or one that only
   * follows.
   */
  public Fd bind(Path source, BindMode mode, Set<BindOption> options) {
    int all = options.contains(BindOption.RECURSIVE) ? At.RECURSIVE : 0;
    Fd tree;
    try {
      tree = kernel.openTree(Descriptor.CWD, source.toString(), OpenTree.CLONE | all);
    } catch (KernelException e) {
      throw new StartException(
          Reason.MOUNT, "cannot bind " + source + ": " + e.errno() + "; it must exist", e);
    }
    try {
      long set = attributes(mode, options);
      boolean follows = options.contains(BindOption.FOLLOW_HOST_MOUNTS);
      int propagation = follows ? Propagation.SLAVE : Propagation.PRIVATE;
      kernel.mountSetattr(tree, "", At.EMPTY_PATH | all, set, 0, propagation, null);
      shift(tree, all);
      return tree;
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  private static long attributes(BindMode mode, Set<BindOption> options) {
    long set = MountAttr.NOSUID | MountAttr.NODEV;
    if (mode == BindMode.READ_ONLY) {
      set |= MountAttr.RDONLY;
    }
    if (options.contains(BindOption.NO_EXEC)) {
      set |= MountAttr.NOEXEC;
    }
    return set;
  }

  /** One mount of a tree that does not know it keeps all from being shifted; the top then alone. */
  private void shift(Fd tree, int all) {
    if (!shifted(tree, all) && all != 0) {
      shifted(tree, 0);
    }
  }

  private boolean shifted(Fd tree, int all) {
    try {
      int where = At.EMPTY_PATH | all;
      kernel.mountSetattr(tree, "", where, MountAttr.IDMAP, 0, 0, userNamespace);
      return true;
    } catch (KernelException e) {
      // EINVAL: the file system does not know idmapped mounts; EPERM: it is idmapped already
      if (!e.errno().equals(Errno.EINVAL) && !e.errno().equals(Errno.EPERM)) {
        throw e;
      }
      return false;
    }
  }

  /** Empty files take memory that the size does not count, so their number is limited too. */
  static Fd tmpfs(Kernel kernel, Mount.Tmpfs tmpfs, int attributes) {
    long inodes = Math.max(FEWEST_INODES, tmpfs.size().bytes() / BYTES_PER_INODE);
    try (Fd context = kernel.fsopen("tmpfs")) {
      kernel.fsconfigString(context, "mode", Integer.toOctalString(tmpfs.mode()));
      kernel.fsconfigString(context, "size", Long.toString(tmpfs.size().bytes()));
      kernel.fsconfigString(context, "nr_inodes", Long.toString(inodes));
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, attributes);
    }
  }

  boolean isDirectory(Fd mount) {
    return kernel.stat(mount, "", At.EMPTY_PATH).isDirectory();
  }
}
