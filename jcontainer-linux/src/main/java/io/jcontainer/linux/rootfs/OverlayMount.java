package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.MountAttr;

/**
 * The container's root: an overlay of the image's layers under a writable directory, as a mount
 * that is attached nowhere. It vanishes with its last descriptor.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
final class OverlayMount {
  private OverlayMount() {}

  /**
   * Makes the overlay. Redirects and metadata-only copies are off, because an image could carry the
   * extended attributes that steer them; {@code volatile} skips the sync of a directory that is
   * thrown away with its container.
   *
   * @param skeleton name of the container's skeleton, which lies above the layers
   * @param layers what lies under it
   * @param lasting whether what is written is to outlast a crash of the host
   */
  static Fd make(
      Kernel kernel,
      StoreTree store,
      String skeleton,
      LowerLayers layers,
      WritableLayer writable,
      boolean lasting) {
    try (Fd context = kernel.fsopen("overlay")) {
      kernel.fsconfigString(context, "lowerdir+", store.skeletonThroughDescriptor(skeleton));
      layers.addTo(context);
      kernel.fsconfigString(context, "upperdir", writable.upper());
      kernel.fsconfigString(context, "workdir", writable.work());
      if (!lasting) {
        kernel.fsconfigFlag(context, "volatile");
      }
      kernel.fsconfigString(context, "redirect_dir", "nofollow");
      kernel.fsconfigString(context, "metacopy", "off");
      kernel.fsconfigString(context, "index", "off");
      layers.create(context);
      return kernel.fsmount(context, MountAttr.NODEV);
    }
  }

  /**
   * Makes the overlay of the layers alone. The kernel wants two at least, so an empty one lies
   * under them.
   *
   * @param layers all that it shows
   * @param attributes of {@link MountAttr}
   */
  static Fd makeReadOnly(Kernel kernel, StoreTree store, LowerLayers layers, int attributes) {
    try (Fd context = kernel.fsopen("overlay")) {
      layers.addTo(context);
      kernel.fsconfigString(context, "lowerdir+", store.emptyThroughDescriptor());
      kernel.fsconfigString(context, "redirect_dir", "nofollow");
      kernel.fsconfigString(context, "metacopy", "off");
      layers.create(context);
      return kernel.fsmount(context, attributes);
    }
  }
}
