package io.jcontainer.kernel;

/** What can no longer be done to a memfd ({@code fcntl(2)} F_ADD_SEALS). */
public final class Seal {
  public static final int SEAL = 0x01;
  public static final int SHRINK = 0x02;
  public static final int GROW = 0x04;
  public static final int WRITE = 0x08;

  /** Since Linux 5.1. */
  public static final int FUTURE_WRITE = 0x10;

  /** Since Linux 6.3. */
  public static final int EXEC = 0x20;

  private Seal() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Seal.class, "F_SEAL_");
  }
}
