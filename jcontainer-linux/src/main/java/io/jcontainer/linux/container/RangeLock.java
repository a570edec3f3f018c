package io.jcontainer.linux.container;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids that no other container of the same root directory has, in any JVM. It is taken by
 * a lock on a file, which the kernel releases when the JVM dies; the file goes with the range.
 *
 * <p>The ranges lie above those of engines, from 2^31 on, where nothing is assigned by convention.
 * They are never on a disk: all file systems of a container are shifted.
 */
final class RangeLock implements AutoCloseable {
  private static final long LOWEST = 0x8000_0000L;

  /** The last id of all, 2^32 - 1, means "no change" to the kernel. */
  private static final int RANGES = 0x7fff;

  private static final String DIRECTORY = "ids";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Kernel kernel;
  private final Fd directory;
  private final String name;
  private final Fd lock;
  private final IdRange range;

  private RangeLock(Kernel kernel, Fd directory, int slot, Fd lock) {
    this.kernel = kernel;
    this.directory = directory;
    this.name = Integer.toString(slot);
    this.lock = lock;
    this.range = new IdRange(LOWEST + (long) slot * IdRange.SIZE, IdRange.SIZE);
  }

  /**
   * Takes one.
   *
   * @throws HostUnsupportedException if there is none left
   */
  static RangeLock take(Kernel kernel, Path root) {
    Fd directory = open(kernel, root);
    try {
      int first = RANDOM.nextInt(RANGES);
      for (int i = 0; i < RANGES; i++) {
        int slot = (first + i) % RANGES;
        Fd lock = lock(kernel, directory, Integer.toString(slot));
        if (lock != null) {
          return new RangeLock(kernel, directory, slot, lock);
        }
      }
      throw new HostUnsupportedException(
          HostFeature.USER_NAMESPACE,
          "all " + RANGES + " ranges of ids are taken",
          "end containers that have a unique range");
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static Fd open(Kernel kernel, Path root) {
    int flags = O.PATH | O.DIRECTORY;
    try (Fd store = kernel.open(Descriptor.CWD, root.toString(), flags, 0)) {
      try {
        kernel.mkdir(store, DIRECTORY, 0700);
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.EEXIST)) {
          throw e;
        }
      }
      return kernel.open(store, DIRECTORY, flags | O.NOFOLLOW, 0);
    }
  }

  /** The lock of a file that is still there once it is locked; null if somebody else has it. */
  private static @Nullable Fd lock(Kernel kernel, Descriptor directory, String name) {
    Fd file = kernel.open(directory, name, O.RDWR | O.CREAT | O.NOFOLLOW, 0600);
    boolean kept = false;
    try {
      kept = kernel.flock(file, Lock.EX | Lock.NB) && isCurrent(kernel, directory, name, file);
      return kept ? file : null;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  private static boolean isCurrent(
      Kernel kernel, Descriptor directory, String name, Descriptor file) {
    try {
      return kernel.stat(directory, name, At.SYMLINK_NOFOLLOW).inode()
          == kernel.stat(file, "", At.EMPTY_PATH).inode();
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  IdRange range() {
    return range;
  }

  @Override
  public void close() {
    try (directory;
        lock) {
      kernel.unlink(directory, name, 0);
    }
  }
}
