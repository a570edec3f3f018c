package io.jcontainer;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How files are copied. Immutable; each {@code with} returns another.
 *
 * @param uid owner of what is copied in, an id inside the container
 * @param gid group of what is copied in, an id inside the container
 * @param keepOwners whether what is copied out gets the owners that it has in the container,
 *     numerically, rather than the calling process's; and what comes in a tar stream those that it
 *     names
 * @param mode permission bits of every regular file; empty keeps those of the source, or 0644 for
 *     content that has none
 * @param limit the most bytes of content that may be copied: more ends the copy with a {@link
 *     ContainerFileException}
 */
public record CopyOptions(
    long uid, long gid, boolean keepOwners, OptionalInt mode, Optional<ByteSize> limit) {
  private static final long HIGHEST_ID = 65_535;
  private static final CopyOptions DEFAULTS =
      new CopyOptions(0, 0, false, OptionalInt.empty(), Optional.empty());

  /** Refuses an id that no container has, and mode bits that no file has. */
  public CopyOptions {
    check("user id", uid);
    check("group id", gid);
    if (mode.isPresent() && (mode.getAsInt() & ~07777) != 0) {
      throw new InvalidSpecException(
          "mode 0" + Integer.toOctalString(mode.getAsInt()), "it is between 0 and 07777");
    }
  }

  private static void check(String what, long id) {
    if (id < 0 || id > HIGHEST_ID) {
      throw new InvalidSpecException(what + " " + id, "a container has ids 0 to " + HIGHEST_ID);
    }
  }

  /** In: root of the container owns all. Out: the calling process does. Modes as in the source. */
  public static CopyOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another owner of what is copied in: ids inside the container. */
  public CopyOptions withOwner(long insideUid, long insideGid) {
    return new CopyOptions(insideUid, insideGid, keepOwners, mode, limit);
  }

  /**
   * The same, keeping numeric owners: on the host those that files have in the container, in the
   * container those that a tar stream names.
   */
  public CopyOptions withOwnersKept() {
    return new CopyOptions(uid, gid, true, mode, limit);
  }

  /** The same with these permission bits for every regular file, such as {@code 0755}. */
  public CopyOptions withMode(int permissions) {
    return new CopyOptions(uid, gid, keepOwners, OptionalInt.of(permissions), limit);
  }

  /** The same for no more than so many bytes of content. */
  public CopyOptions withLimit(ByteSize most) {
    return new CopyOptions(uid, gid, keepOwners, mode, Optional.of(most));
  }

  /** The limit in bytes, if there is one. */
  public OptionalLong limitBytes() {
    return limit.map(size -> OptionalLong.of(size.bytes())).orElse(OptionalLong.empty());
  }
}
