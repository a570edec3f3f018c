package io.jcontainer.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time of other processes, from {@code /proc/pid/stat} ({@code proc_pid_stat(5)}). */
final class ProcessTimes {
  /** The kernel shows ticks of a hundredth of a second, whatever its own are. */
  private static final long TICK = 10_000_000;

  private static final int FIRST = 11;
  private static final int LAST = 14;

  private ProcessTimes() {}

  /** Nanoseconds that it and its children that have ended used; 0 if it has ended itself. */
  static long of(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = FIRST; i <= LAST; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks * TICK;
    } catch (IOException e) {
      return 0;
    }
  }
}
