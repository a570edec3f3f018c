package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.MountAttr;

/**
 * A container's {@code /dev}: a small tmpfs with the harmless devices, the usual links and the
 * mount points of devpts, shm and mqueue.
 *
 * <p>It is made outside the container's user namespace: device nodes on a tmpfs of a user namespace
 * do not work, and nobody inside can make others.
 */
final class DeviceTree {
  private record Device(String name, int major, int minor) {}

  private static final Device[] DEVICES = {
    new Device("null", 1, 3),
    new Device("zero", 1, 5),
    new Device("full", 1, 7),
    new Device("random", 1, 8),
    new Device("urandom", 1, 9),
    new Device("tty", 5, 0),
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
  static Fd make(Kernel kernel) {
    Fd tree = tmpfs(kernel, "mode", "755", "size", "64k", "nr_inodes", "512");
    try {
      for (Device device : DEVICES) {
        kernel.mknod(tree, device.name(), Mode.S_IFCHR | 0666, device.major(), device.minor());
      }
      for (String[] link : LINKS) {
        kernel.symlink(link[1], tree, link[0]);
      }
      for (String directory : new String[] {"pts", "shm", "mqueue"}) {
        kernel.mkdir(tree, directory, 0755);
      }
      return tree;
    } catch (RuntimeException e) {
      tree.close();
      throw e;
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
