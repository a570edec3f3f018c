package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.library.LibraryProcess;
import io.jcontainer.benchmarks.library.Sample;
import io.jcontainer.benchmarks.peer.Candidate;
import io.jcontainer.benchmarks.peer.Hyperfine;
import io.jcontainer.benchmarks.peer.Peer;
import io.jcontainer.benchmarks.peer.Peers;
import io.jcontainer.benchmarks.report.Host;
import io.jcontainer.benchmarks.report.Load;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs the same {@code /bin/true} from the same root file system in this library and in whatever
 * other runtime is installed, and prints what each takes.
 */
public final class SideBySide {
  private final Options options;
  private final Host host = Host.at(Path.of("/"));
  private final StringBuilder report = new StringBuilder();

  private SideBySide(Options options) {
    this.options = options;
  }

  /** Prints the report; {@link Options#HELP} says what the arguments may be. */
  public static void main(String[] args) {
    System.out.print(report(args));
  }

  /** The report in Markdown. */
  static String report(String... args) {
    SideBySide comparison = new SideBySide(Options.parse(args));
    comparison.measure();
    return comparison.report.toString();
  }

  private void measure() {
    Optional<Double> before = host.load();
    report.append(host.describe());
    int heading = report.length();
    try (Workspace workspace = Workspace.create();
        Peers peers = new Peers(workspace, host.cgroups())) {
      List<Candidate> candidates = peers.all(options.withDaemon());
      Optional<Hyperfine> hyperfine = Hyperfine.installed(workspace.directory());
      race(workspace, present(candidates), hyperfine);
      report.append("\n## Who did what\n\n").append(notes(candidates));
      if (hyperfine.isEmpty()) {
        report.append("- nobody else was timed: hyperfine is not installed\n");
      }
    }
    Load load = new Load(before, host.load(), Runtime.getRuntime().availableProcessors());
    report.insert(heading, "- " + load.describe() + "\n");
  }

  private void race(Workspace workspace, List<Peer> peers, Optional<Hyperfine> hyperfine) {
    ColdStarts cold = ColdStarts.measure(workspace, options.coldMachines());
    try (LibraryProcess library = LibraryProcess.start(workspace, List.of(), 0);
        LibraryProcess pooled = LibraryProcess.start(workspace, List.of(), 1)) {
      List<Sample> warmUp = library.run(options.warmUp(), Duration.ZERO);
      pooled.run(options.warmUp(), Duration.ZERO);
      Race race = new Race(options, library, pooled, peers, hyperfine);
      append("Back to back", race.run(Duration.ZERO));
      append(options.gap().toMillis() + " ms apart", race.run(options.gap()));
      report.append("\n## Getting warm\n\n").append(cold.table(warmUp));
    }
  }

  private void append(String heading, Race.Result result) {
    RaceTables tables = new RaceTables(result);
    report.append("\n## ").append(heading).append("\n\n").append(tables.everybody());
    report.append("\n").append(tables.library());
    for (String name : List.of(Race.LIBRARY, Race.POOLED)) {
      String verdict = tables.verdict(name);
      if (!verdict.isEmpty()) {
        report.append("\nThe median of \"" + name + "\" is\n\n").append(verdict);
      }
    }
  }

  private static List<Peer> present(List<Candidate> candidates) {
    return candidates.stream()
        .flatMap(
            candidate ->
                switch (candidate) {
                  case Candidate.Present(Peer peer) -> Optional.of(peer).stream();
                  case Candidate.Absent _ -> Optional.<Peer>empty().stream();
                })
        .toList();
  }

  private static String notes(List<Candidate> candidates) {
    return candidates.stream()
        .map(
            candidate ->
                switch (candidate) {
                  case Candidate.Present(Peer peer) ->
                      "- " + peer.name() + ": " + peer.note() + "\n";
                  case Candidate.Absent(String name, String reason) ->
                      "- " + name + ": not timed, " + reason + "\n";
                })
        .collect(Collectors.joining());
  }
}
