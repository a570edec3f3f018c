package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.workspace.Command;
import java.util.ArrayList;
import java.util.List;

/** A program that is timed: by the clock, and by what its process and their children used. */
final class TimedCommand {
  private static final String SCRIPT = "TIMEFORMAT='%3U %3S'; time \"$@\"";

  private TimedCommand() {}

  /**
   * Runs a program that has to succeed. The shell that asks the kernel for the processor time is
   * started before it, which adds a millisecond or two.
   */
  static Taken run(List<String> command) {
    List<String> timed = new ArrayList<>(List.of("bash", "-c", SCRIPT, "timed"));
    timed.addAll(command);
    long begun = System.nanoTime();
    String output = Command.demand(timed);
    long wall = System.nanoTime() - begun;
    String[] seconds = output.lines().reduce((first, second) -> second).orElse("").split(" ", -1);
    double cpu = 0;
    for (String part : seconds) {
      cpu += Double.parseDouble(part);
    }
    return new Taken(wall, Math.round(cpu * 1e9));
  }
}
