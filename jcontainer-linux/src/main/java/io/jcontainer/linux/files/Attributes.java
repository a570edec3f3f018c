package io.jcontainer.linux.files;

import io.jcontainer.CopyOptions;
import io.jcontainer.kernel.FileStatus;

/** What owners and modes copies get. */
@FunctionalInterface
interface Attributes {
  /** Leaves an owner as it is ({@code chown(2)}). */
  long KEEP = -1;

  /** Those of a copy of this. */
  Given of(FileStatus source);

  /**
   * Owners as the host sees them, and permission bits.
   *
   * @param uid or {@link #KEEP}
   * @param gid or {@link #KEEP}
   * @param mode 0 to 07777
   */
  record Given(long uid, long gid, int mode) {}

  /** Into a container: one owner for all. */
  static Attributes into(Owners owners, CopyOptions options) {
    long uid = owners.host(options.uid());
    long gid = owners.host(options.gid());
    return source -> new Given(uid, gid, mode(source, options, 07777));
  }

  /** To the host: the calling process's, or the numbers of inside; no set-id bits. */
  static Attributes outOf(Owners owners, CopyOptions options) {
    return source ->
        options.keepOwners()
            ? new Given(
                owners.inside(source.uid()),
                owners.inside(source.gid()),
                mode(source, options, 01777))
            : new Given(KEEP, KEEP, mode(source, options, 01777));
  }

  /** The same owners and modes as they are. */
  static Attributes same() {
    return source -> new Given(source.uid(), source.gid(), source.mode() & 07777);
  }

  private static int mode(FileStatus source, CopyOptions options, int allowed) {
    return source.isRegular() && options.mode().isPresent()
        ? options.mode().getAsInt()
        : source.mode() & allowed;
  }
}
