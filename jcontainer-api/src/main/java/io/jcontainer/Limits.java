package io.jcontainer;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What all processes of a container may use together, enforced by control groups.
 *
 * @param cpus processors' worth of time, such as 1.5; empty for no limit
 * @param memory the most memory, page cache included; empty for no limit
 * @param swap the most swap on top of the memory; empty means none as long as memory is limited
 * @param pids the most processes and threads
 * @param cpuWeight its share of processors that others want as well, 1 to 10,000, as {@code
 *     cpu.weight} of cgroup v2 counts it; empty for the kernel's own, 100
 * @param memoryReservation memory that the kernel takes back from others first: {@code memory.low}
 *     of cgroup v2, {@code memory.soft_limit_in_bytes} of v1; empty for none
 * @param cpuSet the processors it runs on; empty for all. A running container's can be changed if
 *     it was started with one
 * @param io of disks
 * @param settings of control groups by the kernel's own names, which come last
 */
public record Limits(
    OptionalDouble cpus,
    Optional<ByteSize> memory,
    Optional<ByteSize> swap,
    int pids,
    OptionalInt cpuWeight,
    Optional<ByteSize> memoryReservation,
    Optional<CpuSet> cpuSet,
    IoLimits io,
    Map<String, String> settings) {
  /** The number of processes and threads unless told otherwise. */
  public static final int DEFAULT_PIDS = 4096;

  private static final Pattern SETTING =
      Pattern.compile("(cpu|cpuset|memory|pids|io|blkio)(\\.[a-z0-9_]+){1,4}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E]{1,1024}");

  /** Refuses settings that limit nothing of a container. */
  public Limits {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    settings.forEach(Limits::check);
  }

  private static void check(String name, String value) {
    if (!SETTING.matcher(name).matches()) {
      throw new InvalidSpecException(
          "control group setting \"" + Text.printable(name) + "\"",
          "write a file of the cpu, cpuset, memory, pids, io or blkio controller, such as"
              + " memory.high");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidSpecException(
          "value \"" + Text.printable(value) + "\" of control group setting " + name,
          "it is one line of up to 1024 printable ASCII characters");
    }
  }

  /** Limits without weight, reservation and processors. */
  public Limits(OptionalDouble cpus, Optional<ByteSize> memory, Optional<ByteSize> swap, int pids) {
    this(
        cpus,
        memory,
        swap,
        pids,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        IoLimits.none(),
        Map.of());
  }

  /** No limit on cpu and memory, {@value #DEFAULT_PIDS} processes. */
  public static Limits defaults() {
    return new Limits(OptionalDouble.empty(), Optional.empty(), Optional.empty(), DEFAULT_PIDS);
  }

  /** The same with so many processors' worth of time. */
  public Limits withCpus(double number) {
    return new Limits(
        OptionalDouble.of(number),
        memory,
        swap,
        pids,
        cpuWeight,
        memoryReservation,
        cpuSet,
        io,
        settings);
  }

  /** The same with a memory limit. */
  public Limits withMemory(ByteSize size) {
    return new Limits(
        cpus, Optional.of(size), swap, pids, cpuWeight, memoryReservation, cpuSet, io, settings);
  }

  /** The same with so much swap on top of the memory limit. */
  public Limits withSwap(ByteSize size) {
    return new Limits(
        cpus, memory, Optional.of(size), pids, cpuWeight, memoryReservation, cpuSet, io, settings);
  }

  /** The same with another number of processes and threads. */
  public Limits withPids(int number) {
    return new Limits(
        cpus, memory, swap, number, cpuWeight, memoryReservation, cpuSet, io, settings);
  }

  /** The same with another share of processors: 200 gets twice as much as the usual 100. */
  public Limits withCpuWeight(int weight) {
    return new Limits(
        cpus, memory, swap, pids, OptionalInt.of(weight), memoryReservation, cpuSet, io, settings);
  }

  /** The same with memory that the kernel takes back from others first. */
  public Limits withMemoryReservation(ByteSize size) {
    return new Limits(cpus, memory, swap, pids, cpuWeight, Optional.of(size), cpuSet, io, settings);
  }

  /** The same on certain processors. */
  public Limits withCpuSet(CpuSet set) {
    return new Limits(
        cpus, memory, swap, pids, cpuWeight, memoryReservation, Optional.of(set), io, settings);
  }

  /** The same with other limits of disks. */
  public Limits withIo(IoLimits limits) {
    return new Limits(
        cpus, memory, swap, pids, cpuWeight, memoryReservation, cpuSet, limits, settings);
  }

  /**
   * The same with a setting of control groups that has no name here, such as {@code memory.high}.
   * It is written as it is, so it is of one generation of control groups, and an update that leaves
   * it out does not take it back.
   */
  public Limits withSetting(String file, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(file, value);
    return new Limits(cpus, memory, swap, pids, cpuWeight, memoryReservation, cpuSet, io, more);
  }
}
