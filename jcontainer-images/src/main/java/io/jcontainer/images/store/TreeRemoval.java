package io.jcontainer.images.store;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Removes a name and everything beneath it, one directory descriptor at a time: no path is built,
 * no link followed and no mount entered. What is gone already, because two remove at once, is fine.
 */
public final class TreeRemoval {
  private final Kernel kernel;

  private TreeRemoval(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Removes a file or a tree; nothing happens if the name is not there. */
  public static void remove(Kernel kernel, Descriptor directory, String name) {
    new TreeRemoval(kernel).remove(directory, name);
  }

  /** A directory that is being emptied. */
  private record Level(Descriptor parent, String name, Fd fd, Deque<DirectoryEntry> left) {}

  private void remove(Descriptor directory, String name) {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      Level first = unlinkOrEnter(directory, name);
      if (first != null) {
        levels.push(first);
      }
      while (!levels.isEmpty()) {
        Level level = levels.peek();
        DirectoryEntry next = level.left().poll();
        if (next == null) {
          levels.pop();
          level.fd().close();
          removeEmpty(level);
          continue;
        }
        Level deeper = unlinkOrEnter(level.fd(), next.name());
        if (deeper != null) {
          levels.push(deeper);
        }
      }
    } finally {
      levels.forEach(level -> level.fd().close());
    }
  }

  /** Removes a file, or opens the directory that has to be emptied first. */
  private @Nullable Level unlinkOrEnter(Descriptor directory, String name) {
    try {
      kernel.unlink(directory, name, 0);
      return null;
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return null;
      }
      // POSIX allows EPERM for a directory; Linux says EISDIR
      if (!e.errno().equals(Errno.EISDIR)) {
        throw e;
      }
    }
    Fd fd = TreeAccess.openDirectory(kernel, directory, name);
    if (fd == null) {
      return null;
    }
    try {
      return new Level(directory, name, fd, new ArrayDeque<>(kernel.list(fd)));
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private void removeEmpty(Level level) {
    try {
      kernel.unlink(level.parent(), level.name(), At.REMOVEDIR);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
