package io.jcontainer;

import java.time.Duration;
import java.util.Optional;

/**
 * What ends a whole container, beside its wall time limit.
 *
 * @param cpuTimeLimit processor time of all its processes together, user and system; empty for none
 * @param onOutputLimit what becomes of it when it writes more to a stream than is kept
 * @param wholeOnOutOfMemory whether all of it ends when the kernel kills one of its processes for
 *     want of memory; on cgroup v2 it does in any case
 */
public record KillRules(
    Optional<Duration> cpuTimeLimit, OutputLimitAction onOutputLimit, boolean wholeOnOutOfMemory) {
  private static final KillRules DEFAULTS =
      new KillRules(Optional.empty(), OutputLimitAction.DROP, false);

  /** Refuses a limit that nothing could keep. */
  public KillRules {
    cpuTimeLimit.ifPresent(
        limit -> {
          if (limit.isNegative() || limit.isZero()) {
            throw new InvalidSpecException("cpu time limit " + limit, "it is longer than nothing");
          }
        });
  }

  /** Nothing ends it. */
  public static KillRules defaults() {
    return DEFAULTS;
  }

  /** The same with a limit of processor time. */
  public KillRules withCpuTimeLimit(Duration limit) {
    return new KillRules(Optional.of(limit), onOutputLimit, wholeOnOutOfMemory);
  }

  /** The same with another fate of a container that writes too much. */
  public KillRules withOnOutputLimit(OutputLimitAction action) {
    return new KillRules(cpuTimeLimit, action, wholeOnOutOfMemory);
  }

  /** The same, ending as a whole when one process was killed for want of memory. */
  public KillRules withWholeOnOutOfMemory() {
    return new KillRules(cpuTimeLimit, onOutputLimit, true);
  }
}
