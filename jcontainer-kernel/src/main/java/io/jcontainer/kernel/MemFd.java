package io.jcontainer.kernel;

/** Flags of {@code memfd_create(2)}. */
public final class MemFd {
  public static final int CLOEXEC = 0x01;
  public static final int ALLOW_SEALING = 0x02;
  public static final int HUGETLB = 0x04;

  /** Since Linux 6.3. */
  public static final int NOEXEC_SEAL = 0x08;

  /** Since Linux 6.3. */
  public static final int EXEC = 0x10;

  private MemFd() {}

  /** The bits in words. */
  static String describe(int flags) {
    return Names.ALL.describe(Integer.toUnsignedLong(flags));
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(MemFd.class, "MFD_");
  }
}
