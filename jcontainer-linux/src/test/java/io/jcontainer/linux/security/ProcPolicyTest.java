package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.linux.security.ProcPolicy.KernelPath;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcPolicyTest {
  @Test
  void masked() {
    assertThat(ProcPolicy.masked(List.of()))
        .extracting(KernelPath::toString)
        .containsExactlyInAnyOrder(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");
  }

  @Test
  void eachProcessorsThrottleCountIsMasked() {
    assertThat(
            ProcPolicy.masked(
                List.of(
                    "cpu0", "cpu17", "cpufreq", "cpuidle", "cpu", "cpu1x", "../cpu2", "online")))
        .extracting(KernelPath::toString)
        .filteredOn(path -> path.endsWith("thermal_throttle"))
        .containsExactly(
            "/sys/devices/system/cpu/cpu0/thermal_throttle",
            "/sys/devices/system/cpu/cpu17/thermal_throttle");
  }

  @Test
  void readOnly() {
    assertThat(ProcPolicy.readOnly())
        .extracting(KernelPath::toString)
        .containsExactlyInAnyOrder(
            "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
  }

  @Test
  void pathsAreRelativeToTheirMount() {
    assertThat(ProcPolicy.masked(List.of("cpu0")))
        .allSatisfy(path -> assertThat(path.path()).doesNotStartWith("/").doesNotContain(".."));
    assertThat(ProcPolicy.CPUS).hasToString("/sys/devices/system/cpu");
  }
}
