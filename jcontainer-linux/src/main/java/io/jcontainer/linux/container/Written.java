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
import io.jcontainer.linux.files.LayerArchive;
import io.jcontainer.linux.files.Owners;
import io.jcontainer.spi.RootFilesystem;
import java.io.OutputStream;
import java.util.Optional;

/**
 * What a container has written into its root file system: which files, and how much.
 *
 * @param access to its root
 * @param image that it was made from
 */
record Written(Kernel kernel, RootAccess access, RootFilesystem image) {
  private static final String COMMIT = "commit";

  /** What tells the container's changes from its image. */
  ChangedFiles changed() {
    return changed("compare");
  }

  private ChangedFiles changed(String operation) {
    try (ContainerView _ = access.view(operation)) {
      IdSpace ids = access.ids();
      Fd before = ids.mapped().call(() -> ids.rootfs().image(image));
      try {
        return new ChangedFiles(upper(operation), before);
      } catch (RuntimeException e) {
        before.close();
        throw e;
      }
    } catch (KernelException e) {
      throw new ContainerFileException("/", "cannot " + operation + " /: " + e.errno(), e);
    }
  }

  /**
   * Writes it as a layer on top of the image. The view that is open as long keeps the container
   * from starting on other mounts meanwhile.
   *
   * @throws io.jcontainer.ContainerStateException if the container is removed, also meanwhile, as
   *     then a part of it may have been missing
   */
  void writeLayer(Owners owners, OutputStream tar) {
    try (ContainerView _ = access.view(COMMIT);
        ChangedFiles files = changed(COMMIT)) {
      LayerArchive.write(kernel, owners, files, tar);
      var _ = access.withRoot(COMMIT, root -> true);
    }
  }

  private Fd upper(String operation) {
    int flags = O.PATH | O.DIRECTORY | O.NOFOLLOW;
    return access.withRoot(
        operation, root -> kernel.open(Descriptor.CWD, root.writable().upper(), flags, 0));
  }

  /** What is used of the disk limit, if there is one. */
  Optional<DiskUsage> diskUsage() {
    try (ContainerView _ = access.view("measure")) {
      return access.withRoot(
          "measure", root -> root.writable().limited().map(kernel::statfs).map(Fullness::of));
    }
  }
}
