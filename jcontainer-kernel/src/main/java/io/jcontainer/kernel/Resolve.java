package io.jcontainer.kernel;

/** How {@code openat2(2)} walks a path (since Linux 5.6). */
public final class Resolve {
  public static final long NO_XDEV = 0x01;
  public static final long NO_MAGICLINKS = 0x02;
  public static final long NO_SYMLINKS = 0x04;
  public static final long BENEATH = 0x08;
  public static final long IN_ROOT = 0x10;
  public static final long CACHED = 0x20;

  private Resolve() {}

  /** The bits in words. */
  static String describe(long flags) {
    return Names.ALL.describe(flags);
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Resolve.class, "RESOLVE_");
  }
}
