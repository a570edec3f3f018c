package io.jcontainer.linux;

import java.util.Arrays;

/** How long each of many runs took, in the order of the runs. */
final class Latencies {
  private final long[] nanos;
  private int count;

  Latencies(int most) {
    nanos = new long[most];
  }

  void add(long duration) {
    nanos[count++] = duration;
  }

  /** The given percentile of some runs, in milliseconds. */
  double millis(double percentile, int from, int to) {
    long[] sorted = Arrays.copyOfRange(nanos, from, to);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percentile / 100 * sorted.length) - 1;
    return sorted[Math.max(rank, 0)] / 1e6;
  }

  /** The first and the last thousand, or halves where there are fewer, for people. */
  String summary() {
    int part = Math.min(1000, count / 2);
    return "%d runs; first %d: p50 %.2f ms, p99 %.2f ms; last %d: p50 %.2f ms, p99 %.2f ms"
        .formatted(
            count,
            part,
            millis(50, 0, part),
            millis(99, 0, part),
            part,
            millis(50, count - part, count),
            millis(99, count - part, count));
  }
}
