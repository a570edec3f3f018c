package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.library.LibraryProcess;
import io.jcontainer.benchmarks.library.Sample;
import io.jcontainer.benchmarks.peer.Hyperfine;
import io.jcontainer.benchmarks.peer.Peer;
import io.jcontainer.benchmarks.report.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody in turn, round after round, so that a disturbance of the machine hits all alike rather
 * than one of them.
 */
final class Race {
  /** This library's name in the tables: nothing of a start is done before it is asked for. */
  static final String LIBRARY = "jcontainer, warm";

  /** The library as it is by default: a process is kept ready for the next start. */
  static final String POOLED = "jcontainer, warm, pooled";

  private static final int PEER_WARM_UP = 3;

  private final Options options;
  private final LibraryProcess library;
  private final LibraryProcess pooled;
  private final List<Peer> peers;
  private final Optional<Hyperfine> hyperfine;

  Race(
      Options options,
      LibraryProcess library,
      LibraryProcess pooled,
      List<Peer> peers,
      Optional<Hyperfine> hyperfine) {
    this.options = options;
    this.library = library;
    this.pooled = pooled;
    this.peers = hyperfine.isPresent() ? List.copyOf(peers) : List.of();
    this.hyperfine = hyperfine;
  }

  /**
   * What came of it.
   *
   * @param gap before each run
   * @param runs from start to exit, by name; the library first
   * @param library the runs of {@link #LIBRARY} in more detail
   */
  record Result(Duration gap, Map<String, Distribution> runs, List<Sample> library) {}

  Result run(Duration gap) {
    List<Sample> ours = new ArrayList<>();
    List<Sample> oursPooled = new ArrayList<>();
    Map<String, List<Long>> theirs = new LinkedHashMap<>();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d, gap %s%n", round, options.rounds(), gap);
      ours.addAll(library.run(options.runsPerRound(), gap));
      oursPooled.addAll(pooled.run(options.runsPerRound(), gap));
      for (Peer peer : peers) {
        theirs.computeIfAbsent(peer.name(), name -> new ArrayList<>()).addAll(time(peer, gap));
      }
    }
    Map<String, Distribution> runs = new LinkedHashMap<>();
    runs.put(LIBRARY, Distribution.of(ours.stream().map(Sample::run).toList()));
    runs.put(POOLED, Distribution.of(oursPooled.stream().map(Sample::run).toList()));
    theirs.forEach((name, nanos) -> runs.put(name, Distribution.of(nanos)));
    return new Result(gap, runs, ours);
  }

  private List<Long> time(Peer peer, Duration gap) {
    int runs = peer.pace().of(options.runsPerRound());
    return hyperfine.orElseThrow().time(peer, PEER_WARM_UP, runs, gap);
  }
}
