package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.library.Sample;
import io.jcontainer.benchmarks.peer.Peers;
import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Table;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The tables of a race, and what they mean for the targets. */
final class RaceTables {
  private static final double CRUN_TARGET = 0.5;
  private static final double RUNC_TARGET = 0.1;

  private final Race.Result result;

  RaceTables(Race.Result result) {
    this.result = result;
  }

  /** Everybody, with the ratio of medians to the two that targets are set by. */
  Table everybody() {
    Table table =
        new Table("start to exit, ms", "median", "p95", "p99", "min", "/ crun", "/ runc", "runs");
    result
        .runs()
        .forEach(
            (name, nanos) ->
                table.row(
                    name,
                    Figures.milliseconds(nanos.median()),
                    Figures.milliseconds(nanos.percentile(95)),
                    Figures.milliseconds(nanos.percentile(99)),
                    Figures.milliseconds(nanos.min()),
                    ratio(nanos, Peers.CRUN),
                    ratio(nanos, Peers.RUNC),
                    String.valueOf(nanos.size())));
    return table;
  }

  private String ratio(Distribution nanos, String other) {
    Distribution others = result.runs().get(other);
    return others == null ? "-" : Figures.ratio(nanos.ratioTo(others));
  }

  /** Where the caller of this library waits. */
  Table library() {
    Table table = new Table("jcontainer, ms", "median", "p95", "p99");
    part(table, "call to running command", Sample::start);
    part(table, "running command to exit seen", Sample::end);
    part(table, "removal, beside the next", Sample::removal);
    return table;
  }

  private void part(Table table, String name, ToLongFunction<Sample> part) {
    Distribution nanos =
        Distribution.of(result.library().stream().mapToLong(part).boxed().toList());
    table.row(
        name,
        Figures.milliseconds(nanos.median()),
        Figures.milliseconds(nanos.percentile(95)),
        Figures.milliseconds(nanos.percentile(99)));
  }

  /** A line per target and row that one of this library's rows may be held against. */
  String verdict(String name) {
    StringBuilder text = new StringBuilder();
    Distribution ours = result.runs().get(name);
    for (Map.Entry<String, Distribution> other : result.runs().entrySet()) {
      for (String runtime : List.of(Peers.CRUN, Peers.RUNC)) {
        if (ours != null && other.getKey().startsWith(runtime)) {
          double target = runtime.equals(Peers.CRUN) ? CRUN_TARGET : RUNC_TARGET;
          text.append(line(ours.ratioTo(other.getValue()), target, other.getKey()));
        }
      }
    }
    return text.toString();
  }

  private static String line(double ratio, double target, String other) {
    return "- %s of %s: target %s, %s%n"
        .formatted(
            Figures.ratio(ratio), other, Figures.ratio(target), ratio <= target ? "met" : "missed");
  }
}
