package io.jcontainer.linux.cgroup;

import java.time.Duration;

/**
 * Processor time of a group.
 *
 * @param total in all
 * @param user in user mode
 * @param system in the kernel
 */
record CpuTimes(Duration total, Duration user, Duration system) {
  /** Of a host that does not tell. */
  static final CpuTimes UNKNOWN = new CpuTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** USER_HZ is 100 on every architecture that this library runs on. */
  private static final long MILLIS_PER_TICK = 10;

  /** Counted by cgroup v2 itself, without a controller, in microseconds (since Linux 4.18). */
  static CpuTimes unified(GroupDir group) {
    return parse(group.read("cpu.stat"));
  }

  /** The content of such a file; nothing used if there is none. */
  static CpuTimes parse(String content) {
    return new CpuTimes(
        micros(content, "usage_usec"),
        micros(content, "user_usec"),
        micros(content, "system_usec"));
  }

  /** Counted by the v1 {@code cpuacct} controller, the parts of it in ticks. */
  static CpuTimes legacy(GroupDir group) {
    String content = group.read("cpuacct.stat");
    return new CpuTimes(
        Duration.ofNanos(ControlFile.number(group.read("cpuacct.usage"))),
        ticks(content, "user"),
        ticks(content, "system"));
  }

  private static Duration micros(String content, String key) {
    return Duration.ofSeconds(0, Math.multiplyExact(ControlFile.number(content, key), 1000L));
  }

  private static Duration ticks(String content, String key) {
    return Duration.ofMillis(ControlFile.number(content, key) * MILLIS_PER_TICK);
  }
}
