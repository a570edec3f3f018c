package io.jcontainer.kernel;

/** Operations of {@code flock(2)}. */
public final class Lock {
  public static final int SH = 1;
  public static final int EX = 2;
  public static final int NB = 4;
  public static final int UN = 8;

  private Lock() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Lock.class, "LOCK_");
  }
}
