package io.jcontainer.benchmarks.report;

import java.util.Locale;

/** How figures are written: the same in every table. */
public final class Figures {
  private Figures() {}

  /** Milliseconds with two places. */
  public static String milliseconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  /** Microseconds, whole. */
  public static String microseconds(long nanos) {
    return Long.toString(Math.round(nanos / 1e3));
  }

  /** A ratio with two places, three where it is below a tenth. */
  public static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : "%.2f", ratio);
  }

  /** A share in whole per cent. */
  public static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
