package io.jcontainer.linux.volume;

import io.jcontainer.BindMode;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.files.Owners;
import io.jcontainer.linux.files.TreeDuplicate;
import io.jcontainer.linux.files.TreeRemoval;
import io.jcontainer.linux.rootfs.MountSource;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Fills a volume at its first use with what the image has at the place where it is shown, owners
 * and modes included. Who comes at the same time waits; what somebody left who died on the way is
 * thrown away and filled again.
 */
public final class VolumeFill {
  private final Kernel kernel;
  private final LinuxVolumes volumes;
  private final MountSource mounts;
  private final Owners owners;

  /**
   * Fills volumes for the containers of one engine.
   *
   * @param mounts shows a directory with the owners that containers see
   */
  public VolumeFill(Kernel kernel, LinuxVolumes volumes, MountSource mounts, Owners owners) {
    this.kernel = kernel;
    this.volumes = volumes;
    this.mounts = mounts;
    this.owners = owners;
  }

  /**
   * Fills the volume unless it was filled before.
   *
   * @param target where it is shown
   * @param image opens the root of the image, which is closed here
   */
  public void fill(VolumeLease lease, String target, Supplier<Fd> image) {
    String name = lease.volume().name();
    LinuxVolumes.naming(
        "fill",
        name,
        () -> {
          try (Fd volume = volumes.open(name)) {
            if (isFresh(volume)) {
              fillLocked(volume, lease, target, image);
            }
          }
          return true;
        });
  }

  private boolean isFresh(Fd volume) {
    try {
      kernel.stat(volume, "fresh", At.SYMLINK_NOFOLLOW);
      return true;
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  /** The marker itself is the lock: it goes when all is done. */
  private void fillLocked(Fd volume, VolumeLease lease, String target, Supplier<Fd> image) {
    try (Fd marker = kernel.open(volume, "fresh", O.RDWR | O.NOFOLLOW, 0)) {
      kernel.flock(marker, Lock.EX);
      if (!isFresh(volume)) {
        return;
      }
      TreeRemoval.remove(kernel, volume, "data");
      kernel.mkdir(volume, "data", 0755);
      kernel.chmod(volume, "data", 0755, 0);
      try (Fd root = image.get();
          Fd data = mounts.bind(lease.data(), BindMode.READ_WRITE, Set.of())) {
        TreeDuplicate.into(kernel, owners, root, target, data);
        kernel.syncfs(volume);
      }
      kernel.unlink(volume, "fresh", 0);
    }
  }
}
