package io.jcontainer.kernel;

/**
 * Rights to files that {@code landlock(7)} can take away: LANDLOCK_ACCESS_FS_ in {@code
 * linux/landlock.h}.
 */
public final class LandlockAccess {
  public static final int EXECUTE = 1;
  public static final int WRITE_FILE = 1 << 1;
  public static final int READ_FILE = 1 << 2;
  public static final int READ_DIR = 1 << 3;
  public static final int REMOVE_DIR = 1 << 4;
  public static final int REMOVE_FILE = 1 << 5;
  public static final int MAKE_CHAR = 1 << 6;
  public static final int MAKE_DIR = 1 << 7;
  public static final int MAKE_REG = 1 << 8;
  public static final int MAKE_SOCK = 1 << 9;
  public static final int MAKE_FIFO = 1 << 10;
  public static final int MAKE_BLOCK = 1 << 11;
  public static final int MAKE_SYM = 1 << 12;

  /** Renaming and linking from one directory to another; version 2, since Linux 5.19. */
  public static final int REFER = 1 << 13;

  /** Version 3, since Linux 6.2. */
  public static final int TRUNCATE = 1 << 14;

  /** Version 5, since Linux 6.10. */
  public static final int IOCTL_DEV = 1 << 15;

  private LandlockAccess() {}

  /** All rights that a version of the interface knows, 1 and up. */
  public static long known(int version) {
    long first = REFER - 1;
    return first
        | (version >= 2 ? REFER : 0)
        | (version >= 3 ? TRUNCATE : 0)
        | (version >= 5 ? IOCTL_DEV : 0);
  }

  /** The bits in words. */
  static String describe(long rights) {
    return Names.ALL.describe(rights);
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(LandlockAccess.class, "LANDLOCK_ACCESS_FS_");
  }
}
