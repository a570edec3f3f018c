package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.KernelException;
import java.util.Map;
import java.util.function.Supplier;

/** Turns what the kernel refused into a sentence about the caller's path. */
final class FileFailure {
  private static final Map<Errno, String> REMEDIES =
      Map.of(
          Errno.ENOENT, "there is no such file, or a directory on the way is missing",
          Errno.ENOTDIR, "a part of the way is not a directory",
          Errno.EISDIR, "a directory is in the way: name the file itself",
          Errno.ENOTEMPTY, "a directory is in the way: name the file itself",
          Errno.ELOOP, "a symbolic link is in the way, or links lead in a circle",
          Errno.EROFS, "the file system is read-only: mount something writable there",
          Errno.ENOSPC, "the file system is full: raise its size limit",
          Errno.EBUSY, "something is mounted there",
          Errno.EAGAIN, "the container keeps changing or locking it: pause it first",
          Errno.ENAMETOOLONG, "the name is too long");

  private FileFailure() {}

  /** Does the work; what the kernel refuses is told as a failed operation on the path. */
  static <T> T naming(String operation, String path, Supplier<T> work) {
    try {
      return work.get();
    } catch (KernelException e) {
      throw of(operation, path, e);
    }
  }

  static ContainerFileException of(String operation, String path, KernelException e) {
    String remedy = REMEDIES.get(e.errno());
    String why = e.errno() + (remedy == null ? "" : "; " + remedy);
    return new ContainerFileException(path, "cannot " + operation + " " + path + ": " + why, e);
  }
}
