package io.jcontainer.linux.rootfs;

import io.jcontainer.Device;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.MountAttr;
import java.util.List;

/**
 * A container's {@code /dev}: a small tmpfs with the harmless devices, the usual links and the
 * mount points of devpts, shm and mqueue.
 *
 * <p>It is made outside the container's user namespace: device nodes on a tmpfs of a user namespace
 * do not work, and nobody inside can make others.
 */
final class DeviceTree {
  private record Node(String name, int major, int minor) {}

  private static final int TYPE = 0170000;
  private static final int S_IFBLK = 0060000;

  private static final Node[] NODES = {
    new Node("null", 1, 3),
    new Node("zero", 1, 5),
    new Node("full", 1, 7),
    new Node("random", 1, 8),
    new Node("urandom", 1, 9),
    new Node("tty", 5, 0),
  };

  private static final String[][] LINKS = {
    {"fd", "/proc/self/fd"},
    {"stdin", "/proc/self/fd/0"},
    {"stdout", "/proc/self/fd/1"},
    {"stderr", "/proc/self/fd/2"},
    {"ptmx", "pts/ptmx"},
  };

  private DeviceTree() {}

  /** Makes the tree, attached nowhere. To be called on the mapped thread, whose umask is 0. */
  static Fd make(Kernel kernel, List<Device> added) {
    Fd tree = tmpfs(kernel, "mode", "755", "size", "64k", "nr_inodes", "512");
    try {
      for (Node device : NODES) {
        kernel.mknod(tree, device.name(), Mode.S_IFCHR | 0666, device.major(), device.minor());
      }
      for (String[] link : LINKS) {
        kernel.symlink(link[1], tree, link[0]);
      }
      for (String directory : new String[] {"pts", "shm", "mqueue"}) {
        kernel.mkdir(tree, directory, 0755);
      }
      added.forEach(device -> add(kernel, tree, device));
      return tree;
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  /**
   * Adds a node for a device of the host: a new one, which belongs to root of the container. The
   * directory that it is in may have to be made.
   */
  private static void add(Kernel kernel, Fd tree, Device device) {
    FileStatus node;
    try {
      node = kernel.stat(Descriptor.CWD, device.host().toString(), 0);
    } catch (KernelException e) {
      throw new StartException(
          Reason.MOUNT,
          "cannot give device " + device.host() + ": " + e.errno() + "; it must exist",
          e);
    }
    int type = node.mode() & TYPE;
    if (type != Mode.S_IFCHR && type != S_IFBLK) {
      throw new StartException(
          Reason.MOUNT,
          "cannot give device " + device.host() + ": it is no device node; bind it instead",
          null);
    }
    String path = device.target().substring("/dev/".length());
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      makeDirectory(kernel, tree, path.substring(0, slash));
    }
    kernel.mknod(tree, path, type | (node.mode() & 0777), node.rdevMajor(), node.rdevMinor());
  }

  private static void makeDirectory(Kernel kernel, Fd tree, String path) {
    try {
      kernel.mkdir(tree, path, 0755);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  private static Fd tmpfs(Kernel kernel, String... options) {
    try (Fd context = kernel.fsopen("tmpfs")) {
      for (int i = 0; i < options.length; i += 2) {
        kernel.fsconfigString(context, options[i], options[i + 1]);
      }
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, MountAttr.NOSUID | MountAttr.NOEXEC);
    }
  }
}
