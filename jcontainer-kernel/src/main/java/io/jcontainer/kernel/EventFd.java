package io.jcontainer.kernel;

/** Flags of {@code eventfd(2)}. */
public final class EventFd {
  public static final int SEMAPHORE = 1;
  public static final int NONBLOCK = O.NONBLOCK;
  public static final int CLOEXEC = O.CLOEXEC;

  private EventFd() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(EventFd.class, "EFD_");
  }
}
