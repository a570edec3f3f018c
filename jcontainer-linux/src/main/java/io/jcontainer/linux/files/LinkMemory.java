package io.jcontainer.linux.files;

import io.jcontainer.kernel.FileStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a file that has several names was put when the first of them came. A file is forgotten with
 * its last name; as names may lie outside of what is copied, and somebody may have made millions of
 * them, no more is remembered than fits into some megabytes. What is forgotten is copied once more.
 */
final class LinkMemory {
  private static final int MOST = 16 << 20;

  /** Of an entry beside its path, estimated generously. */
  private static final int OVERHEAD = 160;

  private final Map<Identity, First> known = new HashMap<>();
  private int room = MOST;

  /** A file, whatever its names are. */
  record Identity(long device, long inode) {
    static Identity of(FileStatus status) {
      return new Identity(status.device(), status.inode());
    }
  }

  /**
   * The first copy of a file.
   *
   * @param path where it was put
   * @param copy which file that is
   * @param namesLeft that have not come yet
   */
  record First(String path, Identity copy, long namesLeft) {
    private int weight() {
      return OVERHEAD + 2 * path.length();
    }
  }

  /** The first copy, if this is another name of it. */
  Optional<First> find(FileStatus source) {
    if (source.links() < 2) {
      return Optional.empty();
    }
    Identity identity = Identity.of(source);
    Optional<First> first = Optional.ofNullable(known.get(identity));
    first.ifPresent(
        found -> {
          if (found.namesLeft() > 1) {
            known.put(identity, new First(found.path(), found.copy(), found.namesLeft() - 1));
          } else {
            known.remove(identity);
            room += found.weight();
          }
        });
    return first;
  }

  /** Remembers a copy for the names that come later, if it has any and there is room. */
  void remember(FileStatus source, String path, Identity copy) {
    First first = new First(path, copy, source.links() - 1);
    if (source.links() > 1 && first.weight() <= room) {
      First before = known.put(Identity.of(source), first);
      room -= first.weight() - (before == null ? 0 : before.weight());
    }
  }
}
