package io.jcontainer;

import java.time.Duration;

/**
 * What an untrusted job may use, all its processes together unless it says otherwise. Immutable;
 * each {@code with} returns another.
 *
 * @param time wall time
 * @param cpuTime processor time, user and system
 * @param cpus processors' worth of time at once
 * @param memory memory, page cache and files in it included; there is no swap
 * @param processes processes and threads at once
 * @param output bytes of each of the two streams
 * @param fileSize the largest file, bytes
 * @param disk bytes beneath each of the places that can be written to; there is one file for each
 *     KiB. They are in memory and count to it, so the memory limit should be larger
 */
public record SandboxLimits(
    Duration time,
    Duration cpuTime,
    double cpus,
    ByteSize memory,
    int processes,
    ByteSize output,
    ByteSize fileSize,
    ByteSize disk) {
  private static final SandboxLimits STRICT =
      new SandboxLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          1,
          ByteSize.ofMiB(256),
          64,
          ByteSize.ofMiB(1),
          ByteSize.ofMiB(16),
          ByteSize.ofMiB(64));

  /**
   * 10 s of wall time, 5 s of processor time on one processor, 256 MiB of memory, 64 processes, 1
   * MiB of output, files of 16 MiB, 64 MiB of disk.
   */
  public static SandboxLimits strict() {
    return STRICT;
  }

  /** The same with another limit of wall time. */
  public SandboxLimits withTime(Duration limit) {
    return new SandboxLimits(limit, cpuTime, cpus, memory, processes, output, fileSize, disk);
  }

  /** The same with another limit of processor time. */
  public SandboxLimits withCpuTime(Duration limit) {
    return new SandboxLimits(time, limit, cpus, memory, processes, output, fileSize, disk);
  }

  /** The same with so many processors' worth of time at once. */
  public SandboxLimits withCpus(double number) {
    return new SandboxLimits(time, cpuTime, number, memory, processes, output, fileSize, disk);
  }

  /** The same with another limit of memory. */
  public SandboxLimits withMemory(ByteSize limit) {
    return new SandboxLimits(time, cpuTime, cpus, limit, processes, output, fileSize, disk);
  }

  /** The same with another number of processes and threads. */
  public SandboxLimits withProcesses(int number) {
    return new SandboxLimits(time, cpuTime, cpus, memory, number, output, fileSize, disk);
  }

  /** The same with another limit of each output stream. */
  public SandboxLimits withOutput(ByteSize limit) {
    return new SandboxLimits(time, cpuTime, cpus, memory, processes, limit, fileSize, disk);
  }

  /** The same with another largest file. */
  public SandboxLimits withFileSize(ByteSize limit) {
    return new SandboxLimits(time, cpuTime, cpus, memory, processes, output, limit, disk);
  }

  /** The same with more or less room for files. */
  public SandboxLimits withDisk(ByteSize limit) {
    return new SandboxLimits(time, cpuTime, cpus, memory, processes, output, fileSize, limit);
  }

  /** Sets them; each is checked as the builder's own. */
  ContainerBuilder applyTo(ContainerBuilder builder) {
    long seconds = cpuTime.plusSeconds(1).minusNanos(1).toSeconds();
    return builder
        .withTimeLimit(time)
        .withCpuTimeLimit(cpuTime)
        .withUlimit(Ulimit.Resource.CPU, seconds + 1, seconds + 2)
        .withCpuLimit(cpus)
        .withMemoryLimit(memory)
        .withSwapLimit(ByteSize.ofBytes(0))
        .withPidsLimit(processes)
        .withOutputLimit(output, OutputLimitAction.KILL)
        .withLogLimit(output)
        .withUlimit(Ulimit.Resource.FSIZE, fileSize.bytes(), fileSize.bytes())
        .withUlimit(Ulimit.Resource.CORE, 0, 0)
        .withTmpfs(Sandbox.WORK, disk, 01777)
        .withTmpfs(Sandbox.TEMPORARY, disk, 01777)
        .withSharedMemorySize(disk);
  }
}
