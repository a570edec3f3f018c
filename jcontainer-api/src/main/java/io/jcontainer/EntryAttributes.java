package io.jcontainer;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * Mode, owner and time of what is put into a layer. Immutable; each {@code with} returns another.
 * What is not said is the same on every machine, so that the same files make the same layer.
 *
 * @param fileMode permission bits of regular files; empty for 0755 where the owner of a file of the
 *     host may execute it, and 0644 for all else
 * @param directoryMode permission bits of directories; empty for 0755
 * @param modesKept whether files and directories of the host have the permission bits that they
 *     have there, where no mode is given; set-user-id and its like, too
 * @param uid owner, an id inside a container
 * @param gid group, an id inside a container
 * @param ownersKept whether files of the host have the owners that they have there, numerically
 * @param time of the last change
 * @param timesKept whether files of the host have the times that they have there
 */
public record EntryAttributes(
    OptionalInt fileMode,
    OptionalInt directoryMode,
    boolean modesKept,
    long uid,
    long gid,
    boolean ownersKept,
    Instant time,
    boolean timesKept) {
  /** The highest id; the one above it means "none" to the kernel. */
  private static final long HIGHEST_ID = 4_294_967_294L;

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final EntryAttributes DEFAULTS =
      new EntryAttributes(
          OptionalInt.empty(), OptionalInt.empty(), false, 0, 0, false, Instant.EPOCH, false);

  /** Refuses mode bits that no file has, an id that nobody has, and a time that is no date. */
  public EntryAttributes {
    checkMode(fileMode);
    checkMode(directoryMode);
    checkId("user id", uid);
    checkId("group id", gid);
    checkTime("time of a file", time);
  }

  private static void checkMode(OptionalInt mode) {
    if (mode.isPresent() && (mode.getAsInt() & ~07777) != 0) {
      throw new InvalidSpecException(
          "mode 0" + Integer.toOctalString(mode.getAsInt()), "it is between 0 and 07777");
    }
  }

  private static void checkId(String what, long id) {
    if (id < 0 || id > HIGHEST_ID) {
      throw new InvalidSpecException(what + " " + id, "ids are 0 to " + HIGHEST_ID);
    }
  }

  /** Refuses a time that cannot be written with four digits for its year. */
  static void checkTime(String what, Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new InvalidSpecException(what + " " + time, "years are 1 to 9999");
    }
  }

  /**
   * Root's, changed at the epoch; 0755 for directories and for files of the host that their owner
   * may execute, 0644 for all other files.
   */
  public static EntryAttributes defaults() {
    return DEFAULTS;
  }

  /** The same with other permission bits for regular files, such as {@code 0640}. */
  public EntryAttributes withFileMode(int permissions) {
    return new EntryAttributes(
        OptionalInt.of(permissions),
        directoryMode,
        modesKept,
        uid,
        gid,
        ownersKept,
        time,
        timesKept);
  }

  /** The same with other permission bits for directories, such as {@code 0700}. */
  public EntryAttributes withDirectoryMode(int permissions) {
    return new EntryAttributes(
        fileMode, OptionalInt.of(permissions), modesKept, uid, gid, ownersKept, time, timesKept);
  }

  /** The same with the permission bits that files of the host have. */
  public EntryAttributes withModesKept() {
    return new EntryAttributes(
        fileMode, directoryMode, true, uid, gid, ownersKept, time, timesKept);
  }

  /** The same with another owner: ids inside a container. */
  public EntryAttributes withOwner(long insideUid, long insideGid) {
    return new EntryAttributes(
        fileMode, directoryMode, modesKept, insideUid, insideGid, false, time, timesKept);
  }

  /** The same with the owners that files of the host have, numerically. */
  public EntryAttributes withOwnersKept() {
    return new EntryAttributes(fileMode, directoryMode, modesKept, uid, gid, true, time, timesKept);
  }

  /** The same with another time of the last change. */
  public EntryAttributes withTime(Instant modified) {
    return new EntryAttributes(
        fileMode, directoryMode, modesKept, uid, gid, ownersKept, modified, false);
  }

  /** The same with the times that files of the host have. */
  public EntryAttributes withTimesKept() {
    return new EntryAttributes(
        fileMode, directoryMode, modesKept, uid, gid, ownersKept, time, true);
  }
}
