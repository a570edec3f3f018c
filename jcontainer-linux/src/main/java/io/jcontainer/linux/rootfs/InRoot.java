package io.jcontainer.linux.rootfs;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import java.util.Arrays;
import java.util.Optional;

/**
 * A root directory that an image controls, reached by descriptor alone. Every path is resolved by
 * the kernel as if this were {@code /} ({@code openat2(2)} RESOLVE_IN_ROOT), so links inside lead
 * nowhere else; magic links are refused.
 */
public final class InRoot {
  private static final long IN_ROOT = Resolve.IN_ROOT | Resolve.NO_MAGICLINKS;

  private final Kernel kernel;
  private final Descriptor root;

  /** A view of the root that somebody else owns. */
  public InRoot(Kernel kernel, Descriptor root) {
    this.kernel = kernel;
    this.root = root;
  }

  /** Opens an existing file. */
  public Fd open(String path, int flags) {
    return kernel.openResolved(root, relative(path), flags, 0, IN_ROOT);
  }

  /**
   * Opens a directory, making what is missing of it with mode 0755. A link that leads to nothing is
   * refused with EEXIST: what the image meant by it cannot be known.
   */
  public Fd openDirectoryMaking(String path) {
    Fd current = open(".", O.PATH | O.DIRECTORY);
    String walked = "";
    for (String part : parts(path)) {
      walked = walked + "/" + part;
      Fd next;
      try (Fd parent = current) {
        next = openOrMake(parent, part, walked);
      }
      current = next;
    }
    return current;
  }

  private Fd openOrMake(Descriptor parent, String part, String walked) {
    try {
      return open(walked, O.PATH | O.DIRECTORY);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
      kernel.mkdir(parent, part, 0755);
      return open(walked, O.PATH | O.DIRECTORY);
    }
  }

  /** Makes sure that something can be mounted at the path: a directory, or an empty file. */
  public void makeMountPoint(String path, boolean directory) {
    if (directory) {
      openDirectoryMaking(path).close();
      return;
    }
    int slash = path.lastIndexOf('/');
    try (Fd parent = openDirectoryMaking(path.substring(0, Math.max(slash, 1)))) {
      try {
        open(path, O.PATH).close();
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.ENOENT)) {
          throw e;
        }
        // not opened for that: a process being made just then would keep a copy for a moment, and a
        // mount on which a file is open for writing cannot become read-only
        kernel.mknod(parent, path.substring(slash + 1), Mode.S_IFREG | 0644, 0, 0);
      }
    }
  }

  /** The bytes of a regular file of at most so many bytes; empty if there is no such file. */
  public Optional<byte[]> readSmall(String path, int most) {
    try (Fd file = open(path, O.RDONLY | O.NONBLOCK | O.NOCTTY)) {
      FileStatus status = kernel.stat(file, "", At.EMPTY_PATH);
      if (!status.isRegular() || status.size() > most) {
        throw new KernelException(
            "read "
                + path
                + " of the image (a regular file of at most "
                + most
                + " bytes is expected)",
            Errno.EFBIG);
      }
      byte[] bytes = new byte[(int) status.size()];
      int filled = 0;
      while (filled < bytes.length) {
        int count = kernel.read(file, bytes, filled, bytes.length - filled);
        if (count == 0) {
          break;
        }
        filled += count;
      }
      return Optional.of(Arrays.copyOf(bytes, filled));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String relative(String path) {
    String bare = path.startsWith("/") ? path.substring(1) : path;
    return bare.isEmpty() ? "." : bare;
  }

  private static String[] parts(String path) {
    return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toArray(String[]::new);
  }
}
