package io.jcontainer.kernel;

/** Flags of the calls whose names end in {@code at} (AT_ in {@code fcntl.h}). */
public final class At {
  public static final int SYMLINK_NOFOLLOW = 0x100;

  /** For {@code unlinkat(2)} alone. */
  public static final int REMOVEDIR = 0x200;

  /** For {@code linkat(2)} alone. */
  public static final int SYMLINK_FOLLOW = 0x400;

  public static final int NO_AUTOMOUNT = 0x800;

  /** The descriptor itself, with an empty path. */
  public static final int EMPTY_PATH = 0x1000;

  public static final int STATX_FORCE_SYNC = 0x2000;
  public static final int STATX_DONT_SYNC = 0x4000;

  /** For {@code open_tree(2)} and {@code mount_setattr(2)}: the whole tree of mounts. */
  public static final int RECURSIVE = 0x8000;

  private At() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(At.class, "AT_");
  }
}
