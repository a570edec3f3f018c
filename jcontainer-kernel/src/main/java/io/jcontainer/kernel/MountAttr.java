package io.jcontainer.kernel;

/** Properties of a mount ({@code fsmount(2)}, {@code mount_setattr(2)}). */
public final class MountAttr {
  public static final int RDONLY = 0x01;
  public static final int NOSUID = 0x02;
  public static final int NODEV = 0x04;
  public static final int NOEXEC = 0x08;
  public static final int NOATIME = 0x10;
  public static final int STRICTATIME = 0x20;

  /** Not a property: the bits of all access time modes, to be cleared before one is set. */
  public static final int ATIME_MASK = 0x70;

  public static final int NODIRATIME = 0x80;

  /** With a user namespace (since Linux 5.12). */
  public static final int IDMAP = 0x0010_0000;

  /** Since Linux 5.14. */
  public static final int NOSYMFOLLOW = 0x0020_0000;

  private MountAttr() {}

  /** The bits in words. */
  static String describe(long flags) {
    return Names.ALL.describe(flags);
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(MountAttr.class, "MOUNT_ATTR_");
  }
}
