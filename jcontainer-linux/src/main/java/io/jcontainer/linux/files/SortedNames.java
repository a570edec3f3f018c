package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names in a directory in their order, however many there are: those that have no room in
 * memory are found by reading the directory again.
 */
final class SortedNames {
  /** As many are kept whatever room there is, so that deep trees get on. */
  private static final int FEWEST = 256;

  /** Of a name beside its characters, estimated generously. */
  private static final int OVERHEAD = 96;

  private final Kernel kernel;
  private final Descriptor directory;
  private final Room room;
  private final TreeSet<String> next = new TreeSet<>();
  private String last = "";
  private boolean more = true;

  /**
   * Names of a directory, none of which is read yet.
   *
   * @param room shared by all directories that are being read
   */
  SortedNames(Kernel kernel, Descriptor directory, Room room) {
    this.kernel = kernel;
    this.directory = directory;
    this.room = room;
  }

  /** Memory for names. */
  static final class Room {
    private long left;

    /** So many bytes. */
    Room(long bytes) {
      left = bytes;
    }
  }

  /** The next name, or null after the last. */
  @Nullable String next() {
    if (next.isEmpty() && more) {
      fill();
    }
    String name = next.pollFirst();
    if (name != null) {
      room.left += weight(name);
      last = name;
    }
    return name;
  }

  private static long weight(String name) {
    return OVERHEAD + 2L * name.length();
  }

  /** Directories further down need room, too: so no more than a half of what there is is taken. */
  private void fill() {
    long allowed = room.left / 2;
    long used = 0;
    more = false;
    try (Fd listing = Reopen.directory(kernel, directory)) {
      List<DirectoryEntry> some = kernel.listNext(listing);
      while (!some.isEmpty()) {
        for (DirectoryEntry entry : some) {
          if (entry.name().compareTo(last) > 0 && next.add(entry.name())) {
            used += weight(entry.name());
          }
          while (used > allowed && next.size() > FEWEST) {
            used -= weight(next.removeLast());
            more = true;
          }
        }
        some = kernel.listNext(listing);
      }
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ENOENT)) {
        throw e;
      }
      // the directory itself was removed
    }
    room.left -= used;
  }
}
