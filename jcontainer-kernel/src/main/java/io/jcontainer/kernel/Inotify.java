package io.jcontainer.kernel;

/** Events of {@code inotify(7)}. */
public final class Inotify {
  public static final int MODIFY = 0x2;
  public static final int MOVED_TO = 0x80;
  public static final int CREATE = 0x100;

  private Inotify() {}

  /** The bits in words. */
  static String describe(int mask) {
    return Names.ALL.describe(Integer.toUnsignedLong(mask));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Inotify.class, "IN_");
  }
}
