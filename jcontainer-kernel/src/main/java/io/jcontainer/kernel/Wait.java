package io.jcontainer.kernel;

/** Options of {@code waitid(2)}. */
public final class Wait {
  public static final int NOHANG = 1;
  public static final int STOPPED = 2;

  /** Added by every call. */
  public static final int EXITED = 4;

  public static final int CONTINUED = 8;

  /** Leaves the child to be waited for again. */
  public static final int NOWAIT = 0x0100_0000;

  private Wait() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Wait.class, "W");
  }
}
