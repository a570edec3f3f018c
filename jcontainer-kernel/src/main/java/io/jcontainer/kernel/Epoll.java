package io.jcontainer.kernel;

/** Events of {@code epoll(7)}, and what to do with a descriptor (CTL_). */
public final class Epoll {
  public static final int IN = 0x001;
  public static final int PRI = 0x002;
  public static final int OUT = 0x004;

  /** Always watched. */
  public static final int ERR = 0x008;

  /** Always watched. */
  public static final int HUP = 0x010;

  public static final int RDHUP = 0x2000;
  public static final int EXCLUSIVE = 1 << 28;
  public static final int ONESHOT = 1 << 30;
  public static final int ET = 1 << 31;
  public static final int CTL_ADD = 1;
  public static final int CTL_DEL = 2;
  public static final int CTL_MOD = 3;

  private Epoll() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  /** The operation in words. */
  static String describeOperation(int operation) {
    return switch (operation) {
      case CTL_ADD -> "EPOLL_CTL_ADD";
      case CTL_DEL -> "EPOLL_CTL_DEL";
      case CTL_MOD -> "EPOLL_CTL_MOD";
      default -> "EPOLL_CTL_" + operation;
    };
  }

  private static final class Names {
    static final FlagNames ALL =
        FlagNames.of(Epoll.class, "EPOLL", name -> !name.startsWith("CTL_"));
  }
}
