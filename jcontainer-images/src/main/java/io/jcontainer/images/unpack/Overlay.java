package io.jcontainer.images.unpack;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import java.util.Arrays;

/**
 * The form in which overlayfs keeps what a layer hides: a character device 0:0 in the place of a
 * file that is gone, and an attribute on a directory that does not merge with the one below.
 *
 * @see <a
 *     href="https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories">
 *     the kernel's overlayfs documentation</a>
 */
final class Overlay {
  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final byte[] YES = {'y'};

  private Overlay() {}

  static boolean isWhiteout(FileStatus status) {
    return isWhiteout(status.mode(), status.rdevMajor(), status.rdevMinor());
  }

  /** Whether a node with this mode and device number would be taken for a whiteout. */
  static boolean isWhiteout(int mode, int major, int minor) {
    return (mode & Mode.S_IFMT) == Mode.S_IFCHR && major == 0 && minor == 0;
  }

  static void makeWhiteout(Kernel kernel, Descriptor directory, String name) {
    kernel.mknod(directory, name, Mode.S_IFCHR, 0, 0);
  }

  static void makeOpaque(Kernel kernel, Descriptor directory) {
    kernel.setXattr(directory, OPAQUE, YES);
  }

  static boolean isOpaque(Kernel kernel, Descriptor directory) {
    try {
      return Arrays.equals(kernel.getXattr(directory, OPAQUE), YES);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENODATA) || e.errno().equals(Errno.EOPNOTSUPP)) {
        return false;
      }
      throw e;
    }
  }
}
