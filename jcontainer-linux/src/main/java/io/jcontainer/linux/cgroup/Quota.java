package io.jcontainer.linux.cgroup;

import io.jcontainer.Limits;
import io.jcontainer.linux.cgroup.Setting.Need;

/** What both generations of control groups make of a limit in the same way. */
final class Quota {
  /** The period that processor time is counted in: the kernel's own default, 100 ms. */
  static final long PERIOD_MICROS = 100_000;

  private Quota() {}

  /** Microseconds of processor time in each period. */
  static long micros(double cpus) {
    return Math.round(cpus * PERIOD_MICROS);
  }

  /** The default number of processes is no request: a host without the controller goes without. */
  static Need pidsNeed(Limits limits) {
    return limits.pids() == Limits.DEFAULT_PIDS ? Need.WHERE_POSSIBLE : Need.REQUESTED;
  }

  /**
   * No swap is the default beside a memory limit. Since Linux 6.1 the files are missing only where
   * the kernel is built without swap, so that none is what there is.
   */
  static Need swapNeed(Limits limits) {
    return limits.swap().isPresent() ? Need.REQUESTED : Need.WHERE_POSSIBLE;
  }
}
