package io.jcontainer.images.store;

import io.jcontainer.ImageStoreException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import java.time.Duration;
import java.util.Optional;

/**
 * A lock of the store, held until closed or until its holder dies: the kernel gives it back. It
 * works between threads as between JVMs, because each opening of the file is an owner of its own.
 *
 * <p>The file may be removed by whoever holds it exclusively. So a lock that was waited for may be
 * that of a file which is not there any more, and is then given up for the one that is.
 */
final class LockFile implements AutoCloseable {
  private static final int CREATED = O.RDWR | O.CREAT | O.NOFOLLOW;
  private static final int EXISTING = O.RDONLY | O.NOFOLLOW;
  private static final int MODE = 0600;
  private static final Duration FIRST_WAIT = Duration.ofMillis(2);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private final Kernel kernel;
  private final Descriptor directory;
  private final String name;
  private final Fd file;

  private LockFile(Kernel kernel, Descriptor directory, String name, Fd file) {
    this.kernel = kernel;
    this.directory = directory;
    this.name = name;
    this.file = file;
  }

  /**
   * Waits until nobody else holds the lock.
   *
   * @throws ImageStoreException if the thread is interrupted
   */
  static LockFile exclusive(Kernel kernel, Descriptor directory, String name) {
    return waiting(kernel, directory, name, Lock.EX);
  }

  /**
   * Waits until nobody holds the lock exclusively.
   *
   * @throws ImageStoreException if the thread is interrupted
   */
  static LockFile shared(Kernel kernel, Descriptor directory, String name) {
    return waiting(kernel, directory, name, Lock.SH);
  }

  /** The lock if nobody holds it. */
  static Optional<LockFile> tryExclusive(Kernel kernel, Descriptor directory, String name) {
    return attempt(kernel, directory, name, CREATED, Lock.EX);
  }

  /** The lock of a file that is there and that nobody holds. */
  static Optional<LockFile> tryExclusiveOfExisting(
      Kernel kernel, Descriptor directory, String name) {
    return attempt(kernel, directory, name, EXISTING, Lock.EX);
  }

  /**
   * A share of the lock of a file that is there, after whoever holds it exclusively, which is for
   * moments only; empty if the file is not there, or then not there any more.
   *
   * @throws ImageStoreException if the thread is interrupted
   */
  static Optional<LockFile> sharedOfExisting(Kernel kernel, Descriptor directory, String name) {
    Duration wait = FIRST_WAIT;
    while (TreeAccess.status(kernel, directory, name) != null) {
      Optional<LockFile> lock = attempt(kernel, directory, name, EXISTING, Lock.SH);
      if (lock.isPresent()) {
        return lock;
      }
      wait = pause(wait);
    }
    return Optional.empty();
  }

  /** flock(2) could wait by itself, but then an interrupt would not end it: it is asked again. */
  private static LockFile waiting(Kernel kernel, Descriptor directory, String name, int operation) {
    Duration wait = FIRST_WAIT;
    while (true) {
      Optional<LockFile> lock = attempt(kernel, directory, name, CREATED, operation);
      if (lock.isPresent()) {
        return lock.get();
      }
      wait = pause(wait);
    }
  }

  private static Duration pause(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException(
          "interrupted while waiting for another process that works on the same image", e);
    }
    Duration longer = wait.multipliedBy(2);
    return longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
  }

  private static Optional<LockFile> attempt(
      Kernel kernel, Descriptor directory, String name, int flags, int operation) {
    while (true) {
      Fd file;
      try {
        file = kernel.open(directory, name, flags, MODE);
      } catch (KernelException e) {
        if (e.errno().equals(Errno.ENOENT)) {
          return Optional.empty();
        }
        throw e;
      }
      boolean kept = false;
      try {
        if (!kernel.flock(file, operation | Lock.NB)) {
          return Optional.empty();
        }
        if (isStillThere(kernel, directory, name, file)) {
          kept = true;
          return Optional.of(new LockFile(kernel, directory, name, file));
        }
      } finally {
        if (!kept) {
          file.close();
        }
      }
    }
  }

  private static boolean isStillThere(
      Kernel kernel, Descriptor directory, String name, Descriptor file) {
    FileStatus named = TreeAccess.status(kernel, directory, name);
    FileStatus held = kernel.stat(file, "", At.EMPTY_PATH);
    return named != null && named.inode() == held.inode() && named.device() == held.device();
  }

  /** Removes the file, which has to be held exclusively, and gives the lock back. */
  void remove() {
    try (Fd held = file) {
      if (!held.isClosed()) {
        kernel.unlink(directory, name, 0);
        kernel.flock(held, Lock.UN);
      }
    }
  }

  /**
   * Gives the lock back at once. Closing the file alone would do that later if a process is being
   * made in this moment: its copy of the descriptor is closed when it executes its program ({@code
   * flock(2)}). Idempotent.
   */
  @Override
  public void close() {
    try (Fd held = file) {
      if (!held.isClosed()) {
        kernel.flock(held, Lock.UN);
      }
    }
  }
}
