package io.jcontainer.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.benchmarks.report.Host.CgroupMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
  private static final String V1 =
      "25 20 0:22 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  private static final String V2 = "26 20 0:23 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private CgroupMode cgroups(String mounts) throws IOException {
    write("proc/self/mountinfo", mounts);
    return Host.at(root).cgroups();
  }

  @Test
  void tellsTheControlGroupsByTheirMounts() throws IOException {
    assertThat(cgroups(V1)).isEqualTo(CgroupMode.V1);
    assertThat(cgroups(V1 + V2)).isEqualTo(CgroupMode.HYBRID);
    assertThat(cgroups(V2)).isEqualTo(CgroupMode.V2);
    assertThat(cgroups("")).isEqualTo(CgroupMode.NONE);
  }

  @Test
  void describesWhatFiguresDependOn() throws IOException {
    write("proc/sys/kernel/osrelease", "6.18.1\n");
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Abacus\nprocessor\t: 1\nmodel name\t: Abacus\n");
    write("sys/kernel/rcu_expedited", "0\n");
    write("proc/self/mountinfo", V2);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(root.resolve("proc/config.gz")))) {
      out.write(
          "# CONFIG_HZ_100 is not set\nCONFIG_HZ=250\nCONFIG_PREEMPT_RCU=y\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Host.at(root).describe())
        .contains("- kernel 6.18.1\n")
        .contains("- built with HZ=250 PREEMPT_RCU=y\n")
        .contains("- rcu_expedited=0\n")
        .contains("- cgroup v2\n")
        .contains("- 2 x Abacus\n")
        .contains("- JDK " + Runtime.version());
  }

  @Test
  void leavesOutWhatTheHostDoesNotTell() {
    assertThat(Host.at(root).describe())
        .contains("- kernel unknown\n", "- no cgroups\n", "unknown processor")
        .doesNotContain("built with", "rcu_expedited");
    assertThat(Host.at(root).load()).isEmpty();
  }

  @Test
  void readsTheConfigurationBesideTheKernelToo() throws IOException {
    write("proc/sys/kernel/osrelease", "6.1.0\n");
    write("boot/config-6.1.0", "CONFIG_HZ=1000\n");
    assertThat(Host.at(root).describe()).contains("built with HZ=1000");
  }

  @Test
  void warnsWhenOthersUsedTheMachine() throws IOException {
    write("proc/loadavg", "1.01 0.50 0.25 1/200 4711\n");
    Optional<Double> load = Host.at(root).load();
    assertThat(load).contains(1.01);
    assertThat(new Load(load, Optional.of(2.0), 2).describe())
        .startsWith("load average 1.01 before, 2.0 after")
        .contains("do not quote");
    assertThat(new Load(load, Optional.of(2.0), 4).describe()).doesNotContain("do not quote");
    assertThat(new Load(Optional.empty(), Optional.empty(), 2).describe())
        .isEqualTo("load average unknown before, unknown after");
  }
}
