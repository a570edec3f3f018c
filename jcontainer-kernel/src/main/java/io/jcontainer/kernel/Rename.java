package io.jcontainer.kernel;

/** Flags of {@code renameat2(2)}. */
public final class Rename {
  public static final int NOREPLACE = 1;
  public static final int EXCHANGE = 2;
  public static final int WHITEOUT = 4;

  private Rename() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Rename.class, "RENAME_");
  }
}
