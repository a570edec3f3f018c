package io.jcontainer.kernel;

/**
 * How a file is opened ({@code open(2)}). O_CLOEXEC is added by every call and need not be named.
 */
public final class O {
  /** Reading; it has no bit of its own. */
  public static final int RDONLY = 0;

  public static final int WRONLY = 1;
  public static final int RDWR = 2;
  public static final int CREAT = 0100;
  public static final int EXCL = 0200;
  public static final int NOCTTY = 0400;
  public static final int TRUNC = 01000;
  public static final int APPEND = 02000;
  public static final int NONBLOCK = 04000;
  public static final int DSYNC = 010000;
  public static final int DIRECT = OpenBits.HERE.direct();
  public static final int DIRECTORY = OpenBits.HERE.directory();
  public static final int NOFOLLOW = OpenBits.HERE.nofollow();

  /** Always set by the kernel for 64-bit programs. */
  public static final int LARGEFILE = OpenBits.HERE.largefile();

  public static final int NOATIME = 01000000;
  public static final int CLOEXEC = 02000000;
  public static final int SYNC = 04000000 | DSYNC;
  public static final int PATH = 010000000;
  public static final int TMPFILE = 020000000 | DIRECTORY;

  private O() {}

  /** The bits in words, with the access mode first. */
  static String describe(int flags) {
    if ((flags & (WRONLY | RDWR | PATH)) != 0) {
      return describeFlags(flags);
    }
    return flags == 0 ? "O_RDONLY" : "O_RDONLY|" + describeFlags(flags);
  }

  /** The bits in words where there is no access mode. */
  static String describeFlags(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(O.class, "O_");
  }
}
