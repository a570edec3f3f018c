package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.library.LibraryProcess;
import io.jcontainer.benchmarks.library.Sample;
import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The first starts in Java machines that have done nothing before. */
final class ColdStarts {
  private static final int STARTS = 10;

  /** How many starts around a late one are taken together: a single one says little. */
  private static final int AROUND = 50;

  private final List<Long> openings = new ArrayList<>();
  private final List<Long> firsts = new ArrayList<>();
  private final List<Long> tenths = new ArrayList<>();

  private ColdStarts() {}

  static ColdStarts measure(Workspace workspace, int machines) {
    ColdStarts cold = new ColdStarts();
    for (int i = 1; i <= machines; i++) {
      System.err.printf("cold Java machine %d of %d%n", i, machines);
      try (LibraryProcess machine = LibraryProcess.start(workspace, List.of(), 0)) {
        List<Sample> samples = machine.run(STARTS, Duration.ZERO);
        cold.openings.add(machine.opening().toNanos());
        cold.firsts.add(samples.getFirst().run());
        cold.tenths.add(samples.getLast().run());
      }
    }
    return cold;
  }

  /**
   * How the library gets warm.
   *
   * @param warmUp the starts of one more machine, in order
   */
  Table table(List<Sample> warmUp) {
    Table table = new Table("start to exit, ms", "median", "min", "max", "of");
    row(table, "opening the runtime", Distribution.of(openings));
    row(table, "1st start", Distribution.of(firsts));
    row(table, STARTS + "th start", Distribution.of(tenths));
    List<Long> last =
        warmUp.subList(Math.max(0, warmUp.size() - AROUND), warmUp.size()).stream()
            .map(Sample::run)
            .toList();
    row(table, "up to the " + warmUp.size() + "th start", Distribution.of(last));
    return table;
  }

  private static void row(Table table, String name, Distribution nanos) {
    table.row(
        name,
        Figures.milliseconds(nanos.median()),
        Figures.milliseconds(nanos.min()),
        Figures.milliseconds(nanos.percentile(100)),
        String.valueOf(nanos.size()));
  }
}
