package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.library.LibraryProcess;
import io.jcontainer.benchmarks.library.Sample;
import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Host;
import io.jcontainer.benchmarks.report.Load;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same containers from a Java machine with a small heap and from one with a large heap,
 * every page of both touched: a runtime that forks its process pays for each page, this one must
 * not.
 */
public final class HeapIndependence {
  private static final String SMALL = "64m";

  private final Options options;

  private HeapIndependence(Options options) {
    this.options = options;
  }

  /** Prints the report; {@link Options#HELP} says what the arguments may be. */
  public static void main(String[] args) {
    System.out.print(report(args));
  }

  /** The report in Markdown. */
  static String report(String... args) {
    return new HeapIndependence(Options.parse(args)).measure();
  }

  private String measure() {
    Host host = Host.at(Path.of("/"));
    Optional<Double> before = host.load();
    Table table = new Table("start to exit, ms", "median", "p95", "p99", "min", "runs");
    try (Workspace workspace = Workspace.create();
        LibraryProcess small = start(workspace, SMALL);
        LibraryProcess large = start(workspace, options.largeHeap())) {
      small.run(options.warmUp(), Duration.ZERO);
      large.run(options.warmUp(), Duration.ZERO);
      for (Duration gap : List.of(Duration.ZERO, options.gap())) {
        compare(table, small, large, gap);
      }
    }
    Load load = new Load(before, host.load(), Runtime.getRuntime().availableProcessors());
    return host.describe() + "- " + load.describe() + "\n\n" + table;
  }

  private static LibraryProcess start(Workspace workspace, String heap) {
    return LibraryProcess.start(
        workspace, List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"), 0);
  }

  /** In turn, as in a {@link Race}. */
  private void compare(Table table, LibraryProcess small, LibraryProcess large, Duration gap) {
    List<Sample> ofSmall = new ArrayList<>();
    List<Sample> ofLarge = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d, gap %s%n", round, options.rounds(), gap);
      ofSmall.addAll(small.run(options.runsPerRound(), gap));
      ofLarge.addAll(large.run(options.runsPerRound(), gap));
    }
    String spacing = gap.isZero() ? ", back to back" : ", " + gap.toMillis() + " ms apart";
    row(table, SMALL + " of heap" + spacing, ofSmall);
    row(table, options.largeHeap() + " of heap" + spacing, ofLarge);
  }

  private static void row(Table table, String name, List<Sample> samples) {
    Distribution nanos = Distribution.of(samples.stream().map(Sample::run).toList());
    table.row(
        name,
        Figures.milliseconds(nanos.median()),
        Figures.milliseconds(nanos.percentile(95)),
        Figures.milliseconds(nanos.percentile(99)),
        Figures.milliseconds(nanos.min()),
        String.valueOf(nanos.size()));
  }
}
