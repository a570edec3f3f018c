package io.jcontainer.images.store;

import io.jcontainer.ImageStoreException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.KernelException;
import java.util.Map;

/** Says what a failed system call means for the store, and what to do about it. */
public final class StoreFailure {
  private static final Map<Errno, String> REMEDIES =
      Map.ofEntries(
          Map.entry(Errno.ENOSPC, "free some space, or inodes, on the store's file system"),
          Map.entry(Errno.EDQUOT, "free some space or raise the disk quota"),
          Map.entry(Errno.EROFS, "the store's file system is read-only"),
          Map.entry(Errno.EACCES, "the store belongs to root, and so must the program"),
          Map.entry(Errno.EPERM, "the store belongs to root, and so must the program"),
          Map.entry(Errno.EMFILE, "raise the limit of open files (ulimit -n)"),
          Map.entry(Errno.ENFILE, "the system has too many open files"),
          Map.entry(Errno.EIO, "the disk may be failing: see the kernel's log"),
          Map.entry(Errno.EOPNOTSUPP, "the store's file system cannot do that: use ext4 or xfs"));

  private StoreFailure() {}

  /**
   * The error for a failed call.
   *
   * @param operation such as {@code cannot unpack layer sha256:…}, without the reason
   */
  public static ImageStoreException of(String operation, KernelException e) {
    String remedy = REMEDIES.get(e.errno());
    String errno = e.errno().name() + " (" + e.errno().text() + ")";
    return new ImageStoreException(
        operation + ": " + errno + (remedy == null ? "" : "; " + remedy), e);
  }
}
