package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.Controller.CPU;
import static io.jcontainer.linux.cgroup.Controller.MEMORY;
import static io.jcontainer.linux.cgroup.Controller.PIDS;
import static io.jcontainer.linux.cgroup.Setting.Need.REQUESTED;
import static io.jcontainer.linux.cgroup.Setting.Need.UNLIMITED;

import io.jcontainer.ByteSize;
import io.jcontainer.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits as writes to cgroup v1 files (kernel documentation {@code admin-guide/cgroup-v1/memory}
 * and {@code scheduler/sched-bwc}).
 */
final class V1Settings {
  static final String MEMORY_LIMIT = "memory.limit_in_bytes";

  /** Memory and swap together. The file is missing only where the kernel has no swap at all. */
  static final String MEMORY_AND_SWAP_LIMIT = "memory.memsw.limit_in_bytes";

  private static final String SOFT_LIMIT = "memory.soft_limit_in_bytes";

  private static final String NONE = "-1";

  /** What a group has of itself; a weight of 100 in v2. */
  private static final long USUAL_SHARES = 1024;

  private V1Settings() {}

  /** The writes for a new group, which has no limit yet. */
  static List<Setting> ofNew(Limits limits) {
    return of(limits, Long.MAX_VALUE).stream().filter(Setting::isLimit).toList();
  }

  /**
   * All writes, in an order that the kernel accepts.
   *
   * @param memoryAndSwapNow the limit in force; {@link Long#MAX_VALUE} for none
   */
  static List<Setting> of(Limits limits, long memoryAndSwapNow) {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting(PIDS, "pids.max", "" + limits.pids(), Quota.pidsNeed(limits)));
    if (limits.cpus().isPresent()) {
      settings.add(new Setting(CPU, "cpu.cfs_period_us", "" + Quota.PERIOD_MICROS, REQUESTED));
      String quota = "" + Quota.micros(limits.cpus().getAsDouble());
      settings.add(new Setting(CPU, "cpu.cfs_quota_us", quota, REQUESTED));
    } else {
      settings.add(new Setting(CPU, "cpu.cfs_quota_us", NONE, UNLIMITED));
    }
    settings.add(
        limits.cpuWeight().isPresent()
            ? new Setting(CPU, "cpu.shares", "" + shares(limits.cpuWeight().getAsInt()), REQUESTED)
            : new Setting(CPU, "cpu.shares", "" + USUAL_SHARES, UNLIMITED));
    limits
        .cpuSet()
        .ifPresent(
            set -> settings.addAll(CpuSetFiles.settings(set.processors(), set.memoryNodes())));
    settings.addAll(memory(limits, memoryAndSwapNow));
    settings.add(
        limits
            .memoryReservation()
            .map(size -> new Setting(MEMORY, SOFT_LIMIT, "" + size.bytes(), REQUESTED))
            .orElse(new Setting(MEMORY, SOFT_LIMIT, NONE, UNLIMITED)));
    return settings;
  }

  /**
   * The kernel keeps {@code limit <= limit with swap} at each write: whichever of the two moves out
   * of the other's way goes first.
   */
  private static List<Setting> memory(Limits limits, long memoryAndSwapNow) {
    Setting memory = new Setting(MEMORY, MEMORY_LIMIT, NONE, UNLIMITED);
    Setting both = new Setting(MEMORY, MEMORY_AND_SWAP_LIMIT, NONE, UNLIMITED);
    long bothBytes = Long.MAX_VALUE;
    if (limits.memory().isPresent()) {
      long bytes = limits.memory().get().bytes();
      bothBytes = saturatedSum(bytes, limits.swap().map(ByteSize::bytes).orElse(0L));
      memory = new Setting(MEMORY, MEMORY_LIMIT, "" + bytes, REQUESTED);
      both = new Setting(MEMORY, MEMORY_AND_SWAP_LIMIT, "" + bothBytes, Quota.swapNeed(limits));
    }
    return bothBytes > memoryAndSwapNow ? List.of(both, memory) : List.of(memory, both);
  }

  /** The same proportion to the usual as the weight has; the kernel's least is 2. */
  private static long shares(int weight) {
    return Math.max(2, weight * USUAL_SHARES / 100);
  }

  private static long saturatedSum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
