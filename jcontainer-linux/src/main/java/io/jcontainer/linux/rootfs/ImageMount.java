package io.jcontainer.linux.rootfs;

import io.jcontainer.Mount;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import io.jcontainer.spi.RootFilesystem;
import org.jspecify.annotations.Nullable;

/**
 * An image that is shown inside a container of another: an overlay of its layers without anything
 * to write to, or a part of that. To be used on the mapped thread.
 */
final class ImageMount {
  private static final int ATTRIBUTES = MountAttr.RDONLY | MountAttr.NODEV | MountAttr.NOSUID;

  private ImageMount() {}

  /**
   * Makes the mount, without the directories of the host that an image may show.
   *
   * @param userNamespace whose mapping the wanted image is shifted by
   * @param image the layers of the wanted image
   */
  static Fd make(
      Kernel kernel,
      StoreTree store,
      Descriptor userNamespace,
      Mount.OfImage wanted,
      RootFilesystem image) {
    boolean whole = wanted.subpath().equals("/");
    if (!whole && !image.hostTrees().isEmpty()) {
      throw refused(wanted, "the image shows directories of the host; bind those", null);
    }
    Fd all;
    try (LowerLayers layers = LowerLayers.open(kernel, store, userNamespace, image)) {
      all = OverlayMount.makeReadOnly(kernel, store, layers, ATTRIBUTES);
    }
    if (whole) {
      return all;
    }
    try (all;
        Fd part = open(kernel, all, wanted)) {
      return store.cloneInside(all, part);
    }
  }

  /** Links of the image on the way lead to places in the image. */
  private static Fd open(Kernel kernel, Fd all, Mount.OfImage wanted) {
    Fd part;
    try {
      part = new InRoot(kernel, all).open(wanted.subpath(), O.PATH);
    } catch (KernelException e) {
      throw refused(wanted, e.errno().toString(), e);
    }
    FileStatus status = kernel.stat(part, "", At.EMPTY_PATH);
    if (!status.isDirectory() && !status.isRegular()) {
      part.close();
      throw refused(wanted, "it is neither a directory nor a file", null);
    }
    return part;
  }

  private static StartException refused(
      Mount.OfImage wanted, String why, @Nullable Throwable cause) {
    return new StartException(
        Reason.MOUNT,
        "cannot mount " + wanted.subpath() + " of image " + wanted.image() + ": " + why,
        cause);
  }
}
