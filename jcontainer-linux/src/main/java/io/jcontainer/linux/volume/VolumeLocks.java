package io.jcontainer.linux.volume;

import io.jcontainer.VolumeException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import org.jspecify.annotations.Nullable;

/** The locks of volumes, which the kernel releases when their holder dies. */
final class VolumeLocks {
  private final Kernel kernel;
  private final Descriptor directory;

  /** The locks of the volumes in a directory that somebody else owns. */
  VolumeLocks(Kernel kernel, Descriptor directory) {
    this.kernel = kernel;
    this.directory = directory;
  }

  /**
   * The volume's lock, taken; null if there is no such volume. One that was removed between the
   * opening and the locking is not that volume any more: then it is looked for again.
   *
   * @param how LOCK_SH, or LOCK_EX with LOCK_NB
   * @throws VolumeException if somebody uses it and it was to be locked exclusively
   */
  @Nullable Fd take(String name, int how) {
    while (true) {
      Fd lock;
      try {
        lock = kernel.open(directory, name + "/lock", O.RDWR | O.NOFOLLOW, 0);
      } catch (KernelException e) {
        if (e.errno().equals(Errno.ENOENT)) {
          return null;
        }
        throw e;
      }
      boolean kept = false;
      try {
        if (!kernel.flock(lock, how)) {
          throw new VolumeException(
              name, "volume " + name + " is in use: remove the containers that have it", null);
        }
        kept = isCurrent(name, lock);
        if (kept) {
          return lock;
        }
      } finally {
        if (!kept) {
          lock.close();
        }
      }
    }
  }

  /**
   * Gives a lock back at once. Closing it alone would do that later if a process is being made in
   * this moment: its copy of the descriptor is closed when it executes its program ({@code
   * flock(2)}).
   */
  void giveBack(Fd lock) {
    try (lock) {
      kernel.flock(lock, Lock.UN);
    }
  }

  private boolean isCurrent(String name, Descriptor lock) {
    try {
      FileStatus there = kernel.stat(directory, name + "/lock", At.SYMLINK_NOFOLLOW);
      return there.inode() == kernel.stat(lock, "", At.EMPTY_PATH).inode();
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }
}
