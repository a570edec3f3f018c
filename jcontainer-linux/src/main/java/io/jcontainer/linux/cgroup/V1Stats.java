package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.ControlFile.number;

import io.jcontainer.ByteSize;
import io.jcontainer.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of v1 groups that say what a container uses (kernel documentation {@code
 * admin-guide/cgroup-v1}). Those of nested groups are counted in where the file has {@code total_}.
 *
 * @param groups to read
 */
record V1Stats(GroupSet groups) {
  /** What {@code memory.limit_in_bytes} says where there is none: the most pages there can be. */
  private static final long NO_LIMIT = Long.MAX_VALUE / 4096 * 4096;

  Stats read(CgroupUsage usage) {
    String cpu = find(Controller.CPU, "cpu.stat");
    String memory = find(Controller.MEMORY, "memory.stat");
    long limit = number(find(Controller.MEMORY, V1Settings.MEMORY_LIMIT));
    long pids = number(find(Controller.PIDS, "pids.max"));
    return new Stats(
        Instant.now(),
        new Stats.Cpu(
            usage.cpuTime(),
            usage.userTime(),
            usage.systemTime(),
            number(cpu, "nr_periods"),
            number(cpu, "nr_throttled"),
            Duration.ofNanos(number(cpu, "throttled_time"))),
        new Stats.Memory(
            usage.currentMemory(),
            usage.peakMemory(),
            limit == 0 || limit >= NO_LIMIT
                ? Optional.empty()
                : Optional.of(ByteSize.ofBytes(limit)),
            bytes(memory, "total_cache"),
            bytes(memory, "total_inactive_file"),
            bytes(memory, "total_rss"),
            bytes(memory, "total_swap"),
            usage.oomKills()),
        new Stats.Pids(
            number(find(Controller.PIDS, "pids.current")),
            usage.peakPids(),
            pids == 0 || pids == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(pids)),
        Optional.empty(),
        groups.unified().map(PressureFile::all).orElse(Map.of()),
        Map.of());
  }

  private String find(Controller controller, String file) {
    return groups.of(controller).flatMap(group -> group.find(file)).orElse("");
  }

  private static ByteSize bytes(String content, String key) {
    return ByteSize.ofBytes(number(content, key));
  }
}
