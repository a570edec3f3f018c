package io.jcontainer.linux.container;

import io.jcontainer.ContainerFileException;
import io.jcontainer.DiskUsage;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.files.ChangedFiles;
import io.jcontainer.linux.files.ContainerView;
import io.jcontainer.linux.files.Fullness;
import io.jcontainer.spi.RootFilesystem;
import java.util.Optional;

/**
 * What a container has written into its root file system: which files, and how much.
 *
 * @param access to its root
 * @param image that it was made from
 */
record Written(Kernel kernel, RootAccess access, RootFilesystem image) {
  /** What tells the container's changes from its image. */
  ChangedFiles changed() {
    try (ContainerView _ = access.view("compare")) {
      IdSpace ids = access.ids();
      Fd before = ids.mapped().call(() -> ids.rootfs().image(image));
      try {
        return new ChangedFiles(upper(), before);
      } catch (RuntimeException e) {
        before.close();
        throw e;
      }
    } catch (KernelException e) {
      throw new ContainerFileException("/", "cannot compare /: " + e.errno(), e);
    }
  }

  private Fd upper() {
    int flags = O.PATH | O.DIRECTORY | O.NOFOLLOW;
    return access.withRoot(
        "compare", root -> kernel.open(Descriptor.CWD, root.writable().upper(), flags, 0));
  }

  /** What is used of the disk limit, if there is one. */
  Optional<DiskUsage> diskUsage() {
    try (ContainerView _ = access.view("measure")) {
      return access.withRoot(
          "measure", root -> root.writable().limited().map(kernel::statfs).map(Fullness::of));
    }
  }
}
