package io.jcontainer.kernel;

/** Where {@code lseek(2)} counts from. */
public final class Seek {
  public static final int SET = 0;
  public static final int CUR = 1;
  public static final int END = 2;
  public static final int DATA = 3;
  public static final int HOLE = 4;

  private Seek() {}

  /** The name of one. */
  static String describe(int value) {
    return Names.ALL.describeOne(value);
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Seek.class, "SEEK_");
  }
}
