package io.jcontainer.images.store;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import org.jspecify.annotations.Nullable;

/**
 * Single steps in trees that an image controls: one name in one open directory, never a path, no
 * link followed, no mount crossed. A name that is not there is an answer and no error.
 */
public final class TreeAccess {
  private static final long ONE_STEP =
      Resolve.BENEATH | Resolve.NO_SYMLINKS | Resolve.NO_MAGICLINKS | Resolve.NO_XDEV;

  private static final int DIRECTORY = O.RDONLY | O.DIRECTORY | O.NOFOLLOW;

  private TreeAccess() {}

  /** What a name in a directory turned out to be. */
  public sealed interface Look {}

  /**
   * A directory.
   *
   * @param fd the caller's
   */
  public record Directory(Fd fd) implements Look {}

  /** Anything else. */
  public record Other(FileStatus status) implements Look {}

  /** Nothing is there. */
  public record Nothing() implements Look {}

  /**
   * What a name in a directory is, in one call for most: a directory is opened, or is not there.
   */
  public static Look look(Kernel kernel, Descriptor directory, String name) {
    try {
      return new Directory(kernel.openResolved(directory, name, DIRECTORY, 0, ONE_STEP));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return new Nothing();
      }
      if (!isOfAnotherKind(e)) {
        throw e;
      }
      FileStatus status = status(kernel, directory, name);
      return status == null ? new Nothing() : new Other(status);
    }
  }

  private static boolean isOfAnotherKind(KernelException e) {
    return e.errno().equals(Errno.ENOTDIR) || e.errno().equals(Errno.ELOOP);
  }

  /** What a name in a directory is, or null if there is none. */
  public static @Nullable FileStatus status(Kernel kernel, Descriptor directory, String name) {
    try {
      return kernel.stat(directory, name, At.SYMLINK_NOFOLLOW);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return null;
      }
      throw e;
    }
  }

  /** What an open file is. */
  public static FileStatus status(Kernel kernel, Descriptor file) {
    return kernel.stat(file, "", At.EMPTY_PATH);
  }

  /** A directory in a directory, or null if the name is not there or is something else. */
  public static @Nullable Fd openDirectory(Kernel kernel, Descriptor directory, String name) {
    try {
      return kernel.openResolved(directory, name, DIRECTORY, 0, ONE_STEP);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT) || isOfAnotherKind(e)) {
        return null;
      }
      throw e;
    }
  }

  /** Another descriptor of an open directory. */
  public static Fd reopen(Kernel kernel, Descriptor directory) {
    return kernel.openResolved(directory, ".", DIRECTORY, 0, ONE_STEP);
  }

  /** A file in a directory, for reading. */
  public static Fd openFile(Kernel kernel, Descriptor directory, String name) {
    return kernel.openResolved(
        directory, name, O.RDONLY | O.NOFOLLOW | O.NONBLOCK | O.NOCTTY, 0, ONE_STEP);
  }
}
