package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Extended attributes of users ({@code xattr(7)}, names that begin with {@code user.}): what copies
 * keep. Those of the kernel and of security modules stay behind, as does {@code user.overlay},
 * which means something to overlayfs. Names are without their beginning.
 */
record UserAttributes(Kernel kernel) {
  private static final String PREFIX = "user.";
  private static final String OVERLAY = "overlay.";

  /** What says that a file system, or a file on it, has no such attributes or no room for them. */
  private static final Set<Errno> NO_PLACE =
      Set.of(Errno.ENOTSUP, Errno.ENOSPC, Errno.EDQUOT, Errno.E2BIG, Errno.ERANGE);

  /** Their names; none where the file system has no attributes. */
  List<String> names(Descriptor file) {
    try {
      return kernel.listXattrs(file).stream()
          .filter(name -> name.startsWith(PREFIX))
          .map(name -> name.substring(PREFIX.length()))
          .filter(UserAttributes::isKept)
          .toList();
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOTSUP)) {
        return List.of();
      }
      throw e;
    }
  }

  private static boolean isKept(String name) {
    return !name.startsWith(OVERLAY);
  }

  /** The value of one, unless it has gone. */
  Optional<byte[]> value(Descriptor file, String name) {
    try {
      return Optional.of(kernel.getXattr(file, PREFIX + name));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENODATA)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Gives a file one.
   *
   * @return whether it has it: the file system may have no place for it
   */
  boolean set(Descriptor file, String name, byte[] value) {
    if (!isKept(name)) {
      return false;
    }
    try {
      kernel.setXattr(file, PREFIX + name, value);
      return true;
    } catch (KernelException e) {
      if (NO_PLACE.contains(e.errno())) {
        return false;
      }
      throw e;
    }
  }

  /** Gives a file all that another has, one at a time; what it cannot take is told. */
  void copy(Descriptor from, Descriptor to, String path, Progress progress) {
    for (String name : names(from)) {
      value(from, name)
          .filter(value -> !set(to, name, value))
          .ifPresent(_ -> progress.skip(path + " (attribute " + PREFIX + name + ")"));
    }
  }
}
