package io.jcontainer.images.store;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Small files of the store, read whole and written so that each is there whole or not at all. */
final class StoreFiles {
  private static final int MODE = 0600;
  private static final int BUFFER = 16 * 1024;

  /** No document of ours is larger: manifests and configurations end at 4 MiB. */
  private static final int LARGEST = 8 * 1024 * 1024;

  private final Kernel kernel;

  StoreFiles(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The content of a file, or empty if it is not there. */
  Optional<byte[]> read(Descriptor directory, String name) {
    try (Fd file = kernel.open(directory, name, O.RDONLY | O.NOFOLLOW | O.NONBLOCK, 0)) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int got = kernel.read(file, buffer, 0, BUFFER);
          got > 0 && content.size() <= LARGEST;
          got = kernel.read(file, buffer, 0, BUFFER)) {
        content.write(buffer, 0, got);
      }
      return Optional.of(content.toByteArray());
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return Optional.empty();
      }
      // a link or a directory in the place of a file: no content has this one's digest
      if (e.errno().equals(Errno.ELOOP) || e.errno().equals(Errno.EISDIR)) {
        return Optional.of(new byte[0]);
      }
      throw e;
    }
  }

  /**
   * Writes a file and makes it durable: under a name of its own first, which then takes the place
   * of what was there.
   *
   * @param scratch a directory of this process, on the same file system
   */
  void write(Session scratch, Descriptor directory, String name, byte[] content) {
    String temporary = prepare(scratch, content);
    try (Fd file = kernel.open(scratch.directory(), temporary, O.RDONLY | O.NOFOLLOW, 0)) {
      kernel.fsync(file);
    }
    place(scratch, temporary, directory, name);
    kernel.fsync(directory);
  }

  /** Writes a file under a name of its own, and does not wait for the disk. */
  String prepare(Session scratch, byte[] content) {
    String temporary = scratch.freshName();
    try (Fd file =
        kernel.open(
            scratch.directory(), temporary, O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW, MODE)) {
      kernel.write(file, content, 0, content.length);
    }
    return temporary;
  }

  /**
   * Writes to a file that is there and makes it durable. Whoever reads meanwhile, or after a crash,
   * sees a part: only for what says itself whether it is whole.
   */
  void overwrite(Descriptor directory, String name, byte[] content) {
    try (Fd file = kernel.open(directory, name, O.WRONLY | O.NOFOLLOW, 0)) {
      kernel.write(file, content, 0, content.length);
      kernel.truncate(file, content.length);
      kernel.fsync(file);
    }
  }

  /** Puts a prepared file, which has to be durable, into the place of what is there. */
  void place(Session scratch, String temporary, Descriptor directory, String name) {
    kernel.rename(scratch.directory(), temporary, directory, name, 0);
  }

  /** Removes a file that may be gone already. */
  void remove(Descriptor directory, String name) {
    try {
      kernel.unlink(directory, name, 0);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
