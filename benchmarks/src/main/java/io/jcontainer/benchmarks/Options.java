package io.jcontainer.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What the command line asks for: names and numbers, each with a value unless told otherwise. */
final class Options {
  static final String HELP =
      """
      --runs N           runs of each contender and spacing that count (300)
      --rounds N         rounds they are spread over, in turn (5)
      --warm-up N        starts of this library before its runs count (1000)
      --cold N           fresh Java machines whose first starts are measured (5)
      --gap MS           the pause before each start of the spaced runs (25)
      --with-dockerd 1   start a docker daemon of one's own, if it is installed (0)
      --large-heap MIB   of the large Java machine (8192)
      --mebibytes N      written, copied in and copied out (1024)
      --layers N         of the small image that is pulled (30)
      --image-mib N      of files in the large image that is pulled, not compressed (400)
      --files N          of the image of small files that is pulled (30000)
      --share PERCENT    steps that take less get no row of their own (1)
      """;

  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("--runs", 300),
          Map.entry("--rounds", 5),
          Map.entry("--warm-up", 1000),
          Map.entry("--cold", 5),
          Map.entry("--gap", 25),
          Map.entry("--with-dockerd", 0),
          Map.entry("--large-heap", 8192),
          Map.entry("--mebibytes", 1024),
          Map.entry("--layers", 30),
          Map.entry("--image-mib", 400),
          Map.entry("--files", 30_000),
          Map.entry("--share", 1));

  private final Map<String, Integer> values;

  private Options(Map<String, Integer> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Understands a command line.
   *
   * @throws IllegalArgumentException if it does not, with what can be written
   */
  static Options parse(String... arguments) {
    Map<String, Integer> values = new HashMap<>(DEFAULTS);
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (!DEFAULTS.containsKey(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException("cannot understand " + name + "\n" + HELP);
      }
      values.put(name, number(name, arguments[i + 1]));
    }
    return new Options(values);
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseUnsignedInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " takes a number, not " + value + "\n" + HELP, e);
    }
  }

  private int value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** Runs of each contender and spacing that count. */
  int runs() {
    return Math.max(1, value("--runs"));
  }

  /** Rounds they are spread over, so that everybody meets the same disturbances. */
  int rounds() {
    return Math.max(1, value("--rounds"));
  }

  /** Runs of one round. */
  int runsPerRound() {
    return Math.ceilDiv(runs(), rounds());
  }

  /** Starts of this library before its runs count. */
  int warmUp() {
    return Math.max(1, value("--warm-up"));
  }

  /** Fresh Java machines whose first starts are measured. */
  int coldMachines() {
    return Math.max(1, value("--cold"));
  }

  /** The pause before each start of the spaced runs. */
  Duration gap() {
    return Duration.ofMillis(value("--gap"));
  }

  /** Whether to start a docker daemon. */
  boolean withDaemon() {
    return value("--with-dockerd") != 0;
  }

  /** The heap of the large Java machine, as its options have it. */
  String largeHeap() {
    return value("--large-heap") + "m";
  }

  /** How much is written, copied in and copied out. */
  int mebibytes() {
    return Math.max(1, value("--mebibytes"));
  }

  /** Layers of the small image that is pulled. */
  int layers() {
    return Math.max(1, value("--layers"));
  }

  /** Mebibytes of files in the large image that is pulled. */
  int imageMebibytes() {
    return Math.max(1, value("--image-mib"));
  }

  /** Files of the image that has many. */
  int files() {
    return Math.max(1, value("--files"));
  }

  /** Per cent of the whole below which a step gets no row of its own. */
  int share() {
    return value("--share");
  }
}
