package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.linux.container.StepTimes.Timed;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a program that take long, in the order they are carried out; the rest in one row.
 */
final class StepTable {
  private final List<String> names = new ArrayList<>();
  private final List<List<Long>> nanos = new ArrayList<>();

  /**
   * Adds one start. All starts have the same steps in the same order; a name may differ in what is
   * the container's own.
   */
  void add(List<Timed> steps) {
    if (names.isEmpty()) {
      for (Timed step : steps) {
        names.add(step.process() + ": " + step.name());
        nanos.add(new ArrayList<>());
      }
    }
    if (steps.size() != names.size()) {
      throw new IllegalArgumentException(steps.size() + " steps after " + names.size());
    }
    for (int i = 0; i < steps.size(); i++) {
      nanos.get(i).add(steps.get(i).nanos());
    }
  }

  /**
   * The table.
   *
   * @param share of the whole below which a step gets no row of its own
   */
  Table table(double share) {
    List<Distribution> steps = nanos.stream().map(Distribution::of).toList();
    long total = steps.stream().mapToLong(Distribution::median).sum();
    Table table = new Table("step, µs", "median", "min", "p95", "share");
    long others = 0;
    int count = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).median() < share * total) {
        others += steps.get(i).median();
        count++;
      } else {
        row(table, names.get(i), steps.get(i), total);
      }
    }
    sum(table, count + " others, together", others, total);
    return sum(table, "sum of medians", total, total);
  }

  private static void row(Table table, String name, Distribution nanos, long total) {
    table.row(
        name,
        Figures.microseconds(nanos.median()),
        Figures.microseconds(nanos.min()),
        Figures.microseconds(nanos.percentile(95)),
        Figures.percent((double) nanos.median() / total));
  }

  private static Table sum(Table table, String name, long nanos, long total) {
    return table.row(
        name, Figures.microseconds(nanos), "-", "-", Figures.percent((double) nanos / total));
  }
}
