package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Command.Outcome;

/** Somebody to compare with, who may not be there. */
public sealed interface Candidate {
  /** In the tables. */
  String name();

  /**
   * It works here: it was tried.
   *
   * @param peer ready to be timed
   */
  record Present(Peer peer) implements Candidate {
    @Override
    public String name() {
      return peer.name();
    }
  }

  /**
   * It cannot be timed here.
   *
   * @param name in the tables
   * @param reason why not, in words for the report
   */
  record Absent(String name, String reason) implements Candidate {}

  /** Tries a peer once. */
  static Candidate tried(Peer peer) {
    Outcome outcome = Command.run(peer.surroundings().around(peer.command()));
    return outcome.code() == 0
        ? new Present(peer)
        : new Absent(peer.name(), "fails here: " + outcome.lastLine());
  }

  /** Nobody installed it. */
  static Candidate missing(String name, String program) {
    return new Absent(name, program + " is not installed");
  }
}
