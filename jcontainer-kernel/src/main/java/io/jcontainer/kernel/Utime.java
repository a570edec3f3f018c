package io.jcontainer.kernel;

/** What {@code utimensat(2)} takes for nanoseconds instead of a time. */
public final class Utime {
  /** The current time. */
  public static final int NOW = 0x3fff_ffff;

  /** The time stays as it is. */
  public static final int OMIT = 0x3fff_fffe;

  private Utime() {}

  /** A time in words. */
  static String describe(long seconds, int nanos) {
    return switch (nanos) {
      case NOW -> "UTIME_NOW";
      case OMIT -> "UTIME_OMIT";
      default -> seconds + "s " + nanos + "ns";
    };
  }
}
