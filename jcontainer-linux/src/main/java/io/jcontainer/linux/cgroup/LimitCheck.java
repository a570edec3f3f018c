package io.jcontainer.linux.cgroup;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.Limits;

/** What no host could set: refused before anything is made. */
final class LimitCheck {
  /** The kernel's least quota is 1 ms of each period. */
  private static final double LEAST_CPUS = 0.01;

  private LimitCheck() {}

  /** Refuses limits that mean nothing. */
  static void check(Limits limits) {
    limits
        .cpus()
        .ifPresent(
            cpus -> {
              if (!(cpus >= LEAST_CPUS) || Double.isInfinite(cpus)) {
                throw new InvalidSpecException(
                    "cpu limit " + cpus, "it is a number of processors from " + LEAST_CPUS);
              }
            });
    if (limits.pids() < 1) {
      throw new InvalidSpecException(
          "pids limit " + limits.pids(), "a container has at least one process");
    }
    limits
        .cpuWeight()
        .ifPresent(
            weight -> {
              if (weight < 1 || weight > 10_000) {
                throw new InvalidSpecException("cpu weight " + weight, "it is between 1 and 10000");
              }
            });
    if (limits.memory().isPresent()
        && limits.memoryReservation().isPresent()
        && limits.memoryReservation().get().compareTo(limits.memory().get()) > 0) {
      throw new InvalidSpecException(
          "memory reservation " + limits.memoryReservation().get(),
          "it is at most the memory limit, " + limits.memory().get());
    }
    if (limits.swap().isPresent() && limits.memory().isEmpty()) {
      throw new InvalidSpecException(
          "swap limit " + limits.swap().get(), "it is on top of a memory limit; set that too");
    }
  }
}
