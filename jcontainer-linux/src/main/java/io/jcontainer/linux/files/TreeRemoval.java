package io.jcontainer.linux.files;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Removes a directory that somebody hostile may have filled, beneath its parent's descriptor.
 *
 * <p>Non-empty subdirectories are first renamed to the top, so that neither the depth of the tree
 * nor the length of its paths matters, and one descriptor is open at a time. Listings are read
 * piece by piece; a name that one missed because others went is found by the next. Links are
 * removed, never followed.
 */
public final class TreeRemoval {
  private static final Set<Errno> TAKEN = Set.of(Errno.ENOTEMPTY, Errno.EEXIST, Errno.ENOTDIR);

  private final Kernel kernel;
  private final Descriptor parent;
  private final String top;
  private final Deque<String> pending = new ArrayDeque<>();
  private long moved;

  private TreeRemoval(Kernel kernel, Descriptor parent, String top) {
    this.kernel = kernel;
    this.parent = parent;
    this.top = top;
  }

  /** Removes the directory and all beneath it. One that is not there is fine. */
  public static void remove(Kernel kernel, Descriptor parent, String name) {
    TreeRemoval removal = new TreeRemoval(kernel, parent, name);
    removal.pending.push(name);
    while (!removal.pending.isEmpty()) {
      removal.empty(removal.pending.pop());
    }
  }

  private void empty(String name) {
    Fd opened;
    try {
      opened = kernel.open(parent, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return;
      }
      throw e;
    }
    try (Fd directory = opened) {
      List<DirectoryEntry> some = kernel.listNext(directory);
      while (!some.isEmpty()) {
        some.forEach(entry -> removeEntry(directory, entry));
        some = kernel.listNext(directory);
      }
    }
    if (!unlinked(parent, name, At.REMOVEDIR, Errno.ENOTEMPTY)) {
      pending.push(name);
    }
  }

  private void removeEntry(Descriptor directory, DirectoryEntry entry) {
    if (!entry.isDirectory() && unlinked(directory, entry.name(), 0, Errno.EISDIR)) {
      return;
    }
    if (!unlinked(directory, entry.name(), At.REMOVEDIR, Errno.ENOTEMPTY)) {
      pending.push(movedAside(directory, entry.name()));
    }
  }

  /** A name may be taken by what a removal left that was cut short; its caller removes that too. */
  private String movedAside(Descriptor directory, String name) {
    while (true) {
      String aside = top + "." + moved++;
      try {
        kernel.rename(directory, name, parent, aside, 0);
        return aside;
      } catch (KernelException e) {
        if (!TAKEN.contains(e.errno())) {
          throw e;
        }
      }
    }
  }

  private boolean unlinked(Descriptor directory, String name, int flags, Errno tolerated) {
    try {
      kernel.unlink(directory, name, flags);
      return true;
    } catch (KernelException e) {
      if (e.errno().equals(tolerated)) {
        return false;
      }
      if (e.errno().equals(Errno.ENOENT)) {
        return true;
      }
      throw e;
    }
  }
}
