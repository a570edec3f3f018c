package io.jcontainer;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a running container uses at one moment, all its processes together. Rates are the difference
 * of two of them. What the host does not tell is empty.
 *
 * @param time when it was read
 * @param cpu processor time until now
 * @param memory now
 * @param pids processes and threads now
 * @param io on block devices until now; empty where no control group counts it: on cgroup v1 for a
 *     container without io limits
 * @param pressure how long its processes waited for something, by what they waited for: {@code
 *     cpu}, {@code memory}, {@code io} (cgroup v2, also beside v1; since Linux 4.20)
 * @param networks by interface of its network namespace, the loopback included
 */
public record Stats(
    Instant time,
    Cpu cpu,
    Memory memory,
    Pids pids,
    Optional<Io> io,
    Map<String, Pressure> pressure,
    Map<String, Network> networks) {
  /** Copies the maps. */
  public Stats {
    pressure = Map.copyOf(pressure);
    networks = Map.copyOf(networks);
  }

  /**
   * Processor time.
   *
   * @param total in all
   * @param user in user mode
   * @param system in the kernel
   * @param periods in which the container was to run and had a quota
   * @param throttledPeriods of these, in which it used the quota up
   * @param throttledTime for which it was held back
   */
  public record Cpu(
      Duration total,
      Duration user,
      Duration system,
      long periods,
      long throttledPeriods,
      Duration throttledTime) {}

  /**
   * Memory.
   *
   * @param used charged, page cache included
   * @param peak the most charged at once
   * @param limit in force; empty for none
   * @param cache of files, part of {@code used}
   * @param inactiveCache of these, what the kernel takes back first
   * @param anonymous of the processes themselves
   * @param swap used
   * @param oomKills processes killed because the limit was reached
   */
  public record Memory(
      ByteSize used,
      ByteSize peak,
      Optional<ByteSize> limit,
      ByteSize cache,
      ByteSize inactiveCache,
      ByteSize anonymous,
      ByteSize swap,
      long oomKills) {
    /** What is used beside cache that the kernel would take back: what Docker shows. */
    public ByteSize workingSet() {
      return ByteSize.ofBytes(Math.max(0, used.bytes() - inactiveCache.bytes()));
    }
  }

  /**
   * Processes and threads.
   *
   * @param current now
   * @param peak at once
   * @param limit in force; empty for none
   */
  public record Pids(long current, long peak, OptionalLong limit) {}

  /**
   * Transfers of block devices.
   *
   * @param readBytes from them
   * @param writtenBytes to them
   * @param reads operations
   * @param writes operations
   */
  public record Io(long readBytes, long writtenBytes, long reads, long writes) {}

  /**
   * Time for which processes stood still ({@code Documentation/accounting/psi.rst}).
   *
   * @param some at least one of them waited
   * @param full all of them waited at once
   */
  public record Pressure(Duration some, Duration full) {}

  /**
   * An interface's counters.
   *
   * @param receivedBytes in
   * @param receivedPackets in
   * @param receivedDropped in, dropped
   * @param sentBytes out
   * @param sentPackets out
   * @param sentDropped out, dropped
   */
  public record Network(
      long receivedBytes,
      long receivedPackets,
      long receivedDropped,
      long sentBytes,
      long sentPackets,
      long sentDropped) {}
}
