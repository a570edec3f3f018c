package io.jcontainer.linux.rootfs;

import io.jcontainer.BindMode;
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
import java.nio.file.Path;

/** Turns what a caller wants shown into detached mounts. To be used on the mapped thread. */
final class MountSource {
  private final Kernel kernel;
  private final Descriptor userNamespace;

  MountSource(Kernel kernel, Descriptor userNamespace) {
    this.kernel = kernel;
    this.userNamespace = userNamespace;
  }

  Fd open(Mount mount) {
    return switch (mount) {
      case Mount.Bind(Path source, String target, BindMode mode) -> bind(source, mode);
      case Mount.Tmpfs(String target, var size) -> tmpfs(Long.toString(size.bytes()));
    };
  }

  /**
   * A clone of the host's mount at the path. Its owners are shifted, so that root of the container
   * is the directory's root; a file system that cannot be shifted is shown as it is, with every
   * owner foreign, which gives less and never more.
   */
  Fd bind(Path source, BindMode mode) {
    Fd tree;
    try {
      tree = kernel.openTree(Descriptor.CWD, source.toString(), OpenTree.CLONE);
    } catch (KernelException e) {
      throw new StartException(
          Reason.MOUNT, "cannot bind " + source + ": " + e.errno() + "; it must exist", e);
    }
    try {
      long attributes = MountAttr.NOSUID | MountAttr.NODEV;
      long set = mode == BindMode.READ_ONLY ? attributes | MountAttr.RDONLY : attributes;
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, set, 0, 0, null);
      shift(tree);
      return tree;
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  private void shift(Fd tree) {
    try {
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, MountAttr.IDMAP, 0, 0, userNamespace);
    } catch (KernelException e) {
      // EINVAL: the file system does not know idmapped mounts; EPERM: it is idmapped already
      if (!e.errno().equals(Errno.EINVAL) && !e.errno().equals(Errno.EPERM)) {
        throw e;
      }
    }
  }

  private Fd tmpfs(String size) {
    try (Fd context = kernel.fsopen("tmpfs")) {
      kernel.fsconfigString(context, "mode", "1777");
      kernel.fsconfigString(context, "size", size);
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, MountAttr.NOSUID | MountAttr.NODEV);
    }
  }

  boolean isDirectory(Fd mount) {
    return kernel.stat(mount, "", At.EMPTY_PATH).isDirectory();
  }
}
