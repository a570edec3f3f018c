package io.jcontainer;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What all processes of a container may use together, enforced by control groups.
 *
 * @param cpus processors' worth of time, such as 1.5; empty for no limit
 * @param memory the most memory, page cache included; empty for no limit
 * @param swap the most swap on top of the memory; empty means none as long as memory is limited
 * @param pids the most processes and threads
 */
public record Limits(
    OptionalDouble cpus, Optional<ByteSize> memory, Optional<ByteSize> swap, int pids) {
  /** The number of processes and threads unless told otherwise. */
  public static final int DEFAULT_PIDS = 4096;

  /** No limit on cpu and memory, {@value #DEFAULT_PIDS} processes. */
  public static Limits defaults() {
    return new Limits(OptionalDouble.empty(), Optional.empty(), Optional.empty(), DEFAULT_PIDS);
  }
}
