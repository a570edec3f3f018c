package io.jcontainer.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * A command that makes a container, runs {@code /bin/true} in it and ends with it.
 *
 * @param name in the tables
 * @param command with its arguments
 * @param surroundings where it runs
 * @param pace how often it is worth running
 * @param note what it does beside the others, in a sentence without a full stop
 */
public record Peer(
    String name, List<String> command, Surroundings surroundings, Pace pace, String note) {
  /** Copies the command. */
  public Peer {
    command = List.copyOf(command);
  }

  /** How often a peer is run: an hour of measuring is no better than ten minutes. */
  public enum Pace {
    /** As often as this library. */
    QUICK,
    /** Takes some tenths of a second: a fifth of that. */
    SLOW;

    /** How many runs instead of so many. */
    public int of(int runs) {
      return switch (this) {
        case QUICK -> runs;
        case SLOW -> Math.max(1, runs / 5);
      };
    }
  }

  /** Where a peer runs. */
  public enum Surroundings {
    /** The host as it is. */
    HOST,
    /**
     * A mount namespace of its own in which the version 2 hierarchy of a hybrid host is not
     * mounted: for runtimes that refuse such a host. It is made before the time is taken.
     */
    WITHOUT_UNIFIED_CGROUP;

    private static final String UNIFIED = "/sys/fs/cgroup/unified";

    /** The command with what makes these surroundings put before it. */
    public List<String> around(List<String> command) {
      return switch (this) {
        case HOST -> command;
        case WITHOUT_UNIFIED_CGROUP -> {
          List<String> whole =
              new ArrayList<>(
                  List.of(
                      "unshare",
                      "--mount",
                      "--propagation=private",
                      "sh",
                      "-c",
                      "umount " + UNIFIED + " && exec \"$@\"",
                      "sh"));
          whole.addAll(command);
          yield whole;
        }
      };
    }
  }
}
