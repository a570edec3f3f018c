package io.jcontainer.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/** Measured durations of one kind: nanoseconds, in order. */
public final class Distribution {
  private final long[] sorted;

  private Distribution(long[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The distribution of measured durations.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Distribution of(List<Long> nanos) {
    if (nanos.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Distribution(sorted);
  }

  /** How many there are. */
  public int size() {
    return sorted.length;
  }

  /** The shortest. */
  public long min() {
    return sorted[0];
  }

  /** The middle one; of an even number, the lower of the two in the middle. */
  public long median() {
    return percentile(50);
  }

  /**
   * The shortest duration that so many per cent of all do not exceed: one that was measured, never
   * one between two.
   *
   * @param percent above 0, at most 100
   */
  public long percentile(int percent) {
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("no percentile " + percent);
    }
    int rank = Math.ceilDiv(sorted.length * percent, 100);
    return sorted[rank - 1];
  }

  /** This median over another's. */
  public double ratioTo(Distribution other) {
    return (double) median() / other.median();
  }
}
