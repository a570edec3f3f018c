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
 * The files of a v2 group that say what it uses (kernel documentation {@code
 * admin-guide/cgroup-v2}).
 *
 * @param group to read
 */
record V2Stats(GroupDir group) {
  Stats read(CgroupUsage usage) {
    String cpu = find("cpu.stat");
    String memory = find("memory.stat");
    long limit = number(find("memory.max"));
    long pids = number(find("pids.max"));
    return new Stats(
        Instant.now(),
        new Stats.Cpu(
            usage.cpuTime(),
            usage.userTime(),
            usage.systemTime(),
            number(cpu, "nr_periods"),
            number(cpu, "nr_throttled"),
            Duration.ofNanos(number(cpu, "throttled_usec") * 1000)),
        new Stats.Memory(
            usage.currentMemory(),
            usage.peakMemory(),
            limit == 0 || limit == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(ByteSize.ofBytes(limit)),
            bytes(memory, "file"),
            bytes(memory, "inactive_file"),
            bytes(memory, "anon"),
            ByteSize.ofBytes(number(find("memory.swap.current"))),
            usage.oomKills()),
        new Stats.Pids(
            number(find("pids.current")),
            usage.peakPids(),
            pids == 0 || pids == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(pids)),
        group.find("io.stat").map(V2Stats::io),
        PressureFile.all(group),
        Map.of());
  }

  private String find(String file) {
    return group.find(file).orElse("");
  }

  private static ByteSize bytes(String content, String key) {
    return ByteSize.ofBytes(number(content, key));
  }

  /** Lines of {@code 8:0 rbytes=1 wbytes=2 rios=3 wios=4 …}, one for each device. */
  static Stats.Io io(String content) {
    return new Stats.Io(
        sum(content, "rbytes="),
        sum(content, "wbytes="),
        sum(content, "rios="),
        sum(content, "wios="));
  }

  private static long sum(String content, String key) {
    return ControlFile.words(content).stream()
        .filter(word -> word.startsWith(key))
        .mapToLong(word -> number(word.substring(key.length())))
        .sum();
  }
}
