package io.jcontainer.linux.container;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.files.TreeRemoval;
import io.jcontainer.linux.keep.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code run/<engine id>} that an engine keeps its containers' files in. As long as
 * the engine lives it holds a lock on {@code owner.lock} there, which the kernel releases when the
 * JVM dies: liveness is that lock, never a process id in a file.
 */
final class EngineDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineDirectory.class);
  private static final Pattern ENGINE = Pattern.compile("(new-)?([0-9a-f]{16}|[0-9a-f]{32})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Kernel kernel;
  private final Fd run;
  private final String engineId;
  private final Fd lock;
  private volatile boolean leftToSweep;

  private EngineDirectory(Kernel kernel, Fd run, String engineId, Fd lock) {
    this.kernel = kernel;
    this.run = run;
    this.engineId = engineId;
    this.lock = lock;
  }

  /**
   * Makes the directory of a new engine. It gets its final name only when it is locked, so that
   * nobody sweeps it half made. Between its making and its lock another engine may take it for one
   * whose owner died at that moment; then another is made.
   */
  static EngineDirectory create(Kernel kernel, Path root) {
    return create(kernel, root, EngineDirectory::randomId);
  }

  /** The same with names of the caller's choice, 16 or 32 hexadecimal digits. */
  static EngineDirectory create(Kernel kernel, Path root, Supplier<String> names) {
    Fd run = openRun(kernel, root);
    try {
      while (true) {
        String id = names.get();
        Fd lock = createLocked(kernel, run, id);
        if (lock != null) {
          return new EngineDirectory(kernel, run, id, lock);
        }
      }
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private static String randomId() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static @Nullable Fd createLocked(Kernel kernel, Fd run, String id) {
    String fresh = "new-" + id;
    kernel.mkdir(run, fresh, 0700);
    Fd lock;
    try {
      lock = lock(kernel, run, fresh, O.CREAT | O.EXCL);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return null;
      }
      throw e;
    }
    try {
      kernel.rename(run, fresh, run, id, 0);
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The directory that those of engines and the homes of detached containers lie in. */
  static Fd openRun(Kernel kernel, Path root) {
    makeRoot(root);
    try (Fd store = kernel.open(Descriptor.CWD, root.toString(), O.PATH | O.DIRECTORY, 0)) {
      try {
        kernel.mkdir(store, "run", 0700);
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.EEXIST)) {
          throw e;
        }
      }
      return kernel.open(store, "run", O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
    }
  }

  private static void makeRoot(Path root) {
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the root directory " + root, e);
    }
  }

  private static Fd lock(Kernel kernel, Descriptor run, String name, int flags) {
    Fd file = kernel.open(run, name + "/" + Home.LOCK, O.RDWR | O.NOFOLLOW | flags, 0600);
    try {
      if (!kernel.flock(file, Lock.EX | Lock.NB)) {
        throw new KernelException("flock(" + name + "/" + Home.LOCK + ")", Errno.EWOULDBLOCK);
      }
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The engine's identity, 16 hexadecimal digits. */
  String engineId() {
    return engineId;
  }

  /** Path of this directory beneath the engine's root. */
  String path() {
    return "run/" + engineId;
  }

  /** Makes the place where the skeletons are attached; its path beneath the engine's root. */
  String makeSkeletonPlace() {
    kernel.mkdir(run, engineId + "/skeletons", 0755);
    return path() + "/skeletons";
  }

  /** Path of a container's own directory beneath the engine's root. */
  String containerPath(String containerId) {
    return path() + "/" + containerId;
  }

  /** Removes a container's own directory. One that is not there is fine. */
  void removeContainer(String containerId) {
    try (Fd own = kernel.open(run, engineId, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0)) {
      TreeRemoval.remove(kernel, own, containerId);
    }
  }

  /**
   * Removes what engines left that are dead, that is, whose lock nobody holds. The homes of
   * detached containers stay.
   *
   * <p>The directory is what a later sweep finds the rest by: while something of an engine is left
   * elsewhere, it stays. One that cannot be swept keeps no new engine from opening.
   *
   * @param other removes what such an engine left elsewhere, by its id; says whether all is gone
   */
  void sweep(Predicate<String> other) {
    for (DirectoryEntry entry : kernel.list(run)) {
      String name = entry.name();
      if (ENGINE.matcher(name).matches()
          && !name.equals(engineId)
          && !Home.isAt(kernel, run, name)) {
        sweepOne(name, other);
      }
    }
  }

  private void sweepOne(String name, Predicate<String> other) {
    try (Fd _ = lock(kernel, run, name, 0)) {
      sweepLocked(name, other);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EWOULDBLOCK) || e.errno().equals(Errno.ENOENT)) {
        removeIfNeverLocked(name, e.errno());
      } else {
        throw e;
      }
    }
  }

  private void sweepLocked(String name, Predicate<String> other) {
    log.info("sweeping what engine {} left", name);
    try {
      if (other.test(name)) {
        removeEngine(name);
      }
    } catch (CgroupException | KernelException e) {
      log.warn("what engine {} left is left to a later sweep", name, e);
    }
  }

  /** An engine that died between making its directory and locking it leaves an empty one. */
  private void removeIfNeverLocked(String name, Errno errno) {
    if (errno.equals(Errno.ENOENT)) {
      try {
        kernel.unlink(run, name, At.REMOVEDIR);
      } catch (KernelException e) {
        log.debug("{} is being made or swept by another engine", name, e);
      }
    }
  }

  /** Has the directory left for a sweep to find when this is closed. */
  void leaveToSweep() {
    leftToSweep = true;
  }

  /** Removes the directory, unless it is left to a sweep, then releases the lock. */
  @Override
  public void close() {
    try {
      if (!leftToSweep) {
        removeEngine(engineId);
      }
    } finally {
      lock.close();
      run.close();
    }
  }

  /** The lock file goes last: until then a removal that is cut short is taken up by a sweep. */
  private void removeEngine(String name) {
    removeEngine(kernel, run, name);
  }

  /** The same of any; its lock is held. */
  static void removeEngine(Kernel kernel, Descriptor run, String name) {
    try (Fd directory = kernel.open(run, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0)) {
      for (DirectoryEntry entry : kernel.list(directory)) {
        if (entry.isDirectory()) {
          TreeRemoval.remove(kernel, directory, entry.name());
        } else if (!entry.name().equals(Home.LOCK)) {
          kernel.unlink(directory, entry.name(), 0);
        }
      }
      kernel.unlink(directory, Home.LOCK, 0);
    }
    kernel.unlink(run, name, At.REMOVEDIR);
  }
}
