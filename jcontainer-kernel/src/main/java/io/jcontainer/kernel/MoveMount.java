package io.jcontainer.kernel;

/** Flags of {@code move_mount(2)}: F_ for the source, T_ for the target. */
public final class MoveMount {
  public static final int F_SYMLINKS = 0x001;
  public static final int F_AUTOMOUNTS = 0x002;
  public static final int F_EMPTY_PATH = 0x004;
  public static final int T_SYMLINKS = 0x010;
  public static final int T_AUTOMOUNTS = 0x020;
  public static final int T_EMPTY_PATH = 0x040;
  public static final int SET_GROUP = 0x100;

  /** Since Linux 6.5. */
  public static final int BENEATH = 0x200;

  private MoveMount() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(MoveMount.class, "MOVE_MOUNT_");
  }
}
