package io.jcontainer.kernel;

/** Types of sockets, and flags that go with them ({@code socket(2)}). */
public final class Sock {
  public static final int STREAM = 1;
  public static final int DGRAM = 2;
  public static final int SEQPACKET = 5;
  public static final int NONBLOCK = O.NONBLOCK;
  public static final int CLOEXEC = O.CLOEXEC;

  private Sock() {}

  /** The type and its flags in words. */
  static String describe(int type) {
    int flags = type & (NONBLOCK | CLOEXEC);
    String name = Names.ALL.describeOne(type & ~flags);
    return flags == 0 ? name : name + "|" + Names.ALL.describe(flags);
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Sock.class, "SOCK_");
  }
}
