package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written under a passing name. It takes its place in one step, replacing what
 * is there, or vanishes: nobody sees half of it under its own name, and no file that somebody else
 * made is opened for writing.
 */
final class PendingFile implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Kernel kernel;
  private final Descriptor directory;
  private final String passing;
  private final Fd file;
  private boolean placed;

  private PendingFile(Kernel kernel, Descriptor directory, String passing, Fd file) {
    this.kernel = kernel;
    this.directory = directory;
    this.passing = passing;
    this.file = file;
  }

  /** An empty file with mode 0600 in a directory that somebody else owns. */
  static PendingFile create(Kernel kernel, Descriptor directory) {
    String passing = passingName();
    int make = O.RDWR | O.CREAT | O.EXCL | O.NOFOLLOW;
    return new PendingFile(kernel, directory, passing, kernel.open(directory, passing, make, 0600));
  }

  /** A name that nobody has. */
  static String passingName() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return ".jcontainer-" + HexFormat.of().formatHex(bytes);
  }

  /** Open for reading and writing. */
  Fd file() {
    return file;
  }

  /** Gives it its name. */
  void becomes(String name) {
    kernel.rename(directory, passing, directory, name, 0);
    placed = true;
  }

  /** Lets go of it, and removes it unless it has its name. */
  @Override
  public void close() {
    file.close();
    if (!placed) {
      remove(kernel, directory, passing, null);
    }
  }

  /** Gives what has a passing name its own, in one step, replacing what is there. */
  static void rename(Kernel kernel, Descriptor directory, String passing, String name) {
    try {
      kernel.rename(directory, passing, directory, name, 0);
      // two names of one file: rename(2) does nothing then
      remove(kernel, directory, passing, null);
    } catch (KernelException e) {
      remove(kernel, directory, passing, e);
      throw e;
    }
  }

  /** Removes a passing name; one that somebody took away is gone as well. */
  static void remove(
      Kernel kernel, Descriptor directory, String passing, @Nullable Throwable failure) {
    try {
      kernel.unlink(directory, passing, 0);
    } catch (KernelException e) {
      if (failure != null) {
        failure.addSuppressed(e);
      } else if (!e.errno().equals(Errno.ENOENT) && !e.errno().equals(Errno.EISDIR)) {
        throw e;
      }
    }
  }
}
