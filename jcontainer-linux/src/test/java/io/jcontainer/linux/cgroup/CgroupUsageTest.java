package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CgroupUsageTest {
  private static final ContainerId ID = new ContainerId("b".repeat(32));
  private static final String GROUP = "/app/jcontainer-e1/" + ID + "/";
  private static final String CPU_STAT = "usage_usec 5000001\nuser_usec 3000000\nsystem_usec 7\n";

  private static Cgroup cgroup(FakeHost host) {
    return host.tree().engine("e1").create(ID, Limits.defaults());
  }

  @Test
  void ofV2() {
    FakeHost host = FakeHost.v2();
    Cgroup cgroup = cgroup(host);
    host.file("/cg" + GROUP + "cpu.stat", CPU_STAT)
        .file("/cg" + GROUP + "memory.peak", "4096\n")
        .file("/cg" + GROUP + "memory.current", "1024\n")
        .file("/cg" + GROUP + "memory.events", "low 9\noom 3\noom_kill 2\noom_group_kill 1\n")
        .file("/cg" + GROUP + "pids.peak", "12\n");
    assertThat(cgroup.usage()).isEqualTo(expected(2));
  }

  private static CgroupUsage expected(int oomKills) {
    return new CgroupUsage(
        Duration.ofNanos(5_000_001_000L),
        Duration.ofSeconds(3),
        Duration.ofNanos(7000),
        ByteSize.ofBytes(4096),
        ByteSize.ofBytes(1024),
        oomKills,
        12);
  }

  @Test
  void ofAHybridHostTheTimesAreThoseOfV2() {
    FakeHost host = FakeHost.hybrid();
    Cgroup cgroup = cgroup(host);
    memoryAndPids(host);
    host.file("/cg/unified" + GROUP + "cpu.stat", CPU_STAT);
    assertThat(cgroup.usage()).isEqualTo(expected(5));
  }

  private static void memoryAndPids(FakeHost host) {
    host.cgroups.directory("/cg/memory" + GROUP + "nested");
    host.file("/cg/memory" + GROUP + "memory.max_usage_in_bytes", "4096\n")
        .file("/cg/memory" + GROUP + "memory.usage_in_bytes", "1024\n")
        .file("/cg/memory" + GROUP + "memory.oom_control", "under_oom 1\noom_kill 4\n")
        .file("/cg/memory" + GROUP + "nested/memory.oom_control", "oom_kill 1\n")
        .file("/cg/pids" + GROUP + "pids.peak", "12\n");
  }

  @Test
  void ofV1AloneTheTimesAreThoseOfCpuacct() {
    FakeHost host = FakeHost.v1();
    Cgroup cgroup = cgroup(host);
    memoryAndPids(host);
    host.file("/cg/cpu" + GROUP + "cpuacct.usage", "123456789\n")
        .file("/cg/cpu" + GROUP + "cpuacct.stat", "user 11\nsystem 1\n");
    CgroupUsage usage = cgroup.usage();
    assertThat(usage.cpuTime()).isEqualTo(Duration.ofNanos(123456789));
    assertThat(usage.userTime()).isEqualTo(Duration.ofMillis(110));
    assertThat(usage.systemTime()).isEqualTo(Duration.ofMillis(10));
    assertThat(usage.oomKills()).isEqualTo(5);
  }

  @Test
  void whatTheHostDoesNotTellIsZero() {
    FakeHost host = FakeHost.v2();
    Cgroup cgroup = cgroup(host);
    host.file("/cg" + GROUP + "cpu.stat", "nr_periods 0\n");
    assertThat(cgroup.usage())
        .isEqualTo(
            new CgroupUsage(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                ByteSize.ofBytes(0),
                ByteSize.ofBytes(0),
                0,
                0));
  }

  @Test
  void numbersAreReadAsTheKernelWritesThem() {
    assertThat(ControlFile.number("max\n")).isEqualTo(Long.MAX_VALUE);
    assertThat(ControlFile.number("18446744073709551615\n")).isEqualTo(Long.MAX_VALUE);
    assertThat(ControlFile.number("-1\n")).isZero();
    assertThat(ControlFile.number("a 1\nab 2\n", "ab")).isEqualTo(2);
    assertThat(ControlFile.number("ab 2\n", "a")).isZero();
  }
}
