package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of confinement: what is taken, and what is refused at the call that makes it. */
class SecurityOptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "net.ipv4.ip_forward",
        "net.ipv4.conf.eth0/1.rp_filter",
        "kernel.shmmax",
        "kernel.sem",
        "fs.mqueue.msg_max"
      })
  void aSysctlOfANamespaceIsTaken(String name) {
    assertThat(NamespaceOptions.defaults().withSysctl(name, "1").sysctls())
        .containsEntry(name, "1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vm.swappiness | whole host",
        "kernel.core_pattern | whole host",
        "kernel.hostname | withHostname",
        "kernel.domainname | withDomainName",
        "net | write it like",
        "net.ipv4..x | write it like",
        "net./../kernel.core_pattern | write it like",
        "net.ipv4/../../kernel.core_pattern | write it like",
        "net.ipv4.a//b | write it like",
      })
  void anyOtherSysctlIsRefused(String name, String why) {
    assertThatThrownBy(() -> NamespaceOptions.defaults().withSysctl(name, "1"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContainingAll(name, why);
  }

  @Test
  void aValueOfSeveralLinesIsRefused() {
    assertThatThrownBy(() -> NamespaceOptions.defaults().withSysctl("kernel.sem", "1\n2"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("kernel.sem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a b", "x\n"})
  void aDomainNameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> NamespaceOptions.defaults().withDomainName(name))
        .isInstanceOf(InvalidSpecException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "/proc", "/proc/../etc", "proc/keys", "/sys/a//b", "/sys/."})
  void aSystemPathThatIsNoneIsRefused(String path) {
    assertThatThrownBy(() -> SecurityOptions.defaults().withHiddenPath(path))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("/proc or /sys");
    assertThatThrownBy(() -> SecurityOptions.defaults().withUnprotectedPath(path))
        .isInstanceOf(InvalidSpecException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " x", "a\nb", "a\0b"})
  void aLabelThatIsNoneIsRefused(String label) {
    assertThatThrownBy(() -> SecurityOptions.defaults().withAppArmorProfile(label))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> SecurityOptions.defaults().withSeLinuxLabel(label))
        .isInstanceOf(InvalidSpecException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/x", "/dev", "/dev/../etc/x", "/dev/null", "/dev/pts/3", "/dev/shm/x"})
  void aDeviceAnywhereElseIsRefused(String target) {
    assertThatThrownBy(() -> new Device(Path.of("/dev/zero"), target))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(target);
  }

  @Test
  void aKernelVersionIsReadAndCompared() {
    assertThat(SeccompRules.Kernel.parse("6.18.44-fc-v657"))
        .isEqualTo(new SeccompRules.Kernel(6, 18))
        .isGreaterThan(SeccompRules.Kernel.parse("4.8"));
    assertThatThrownBy(() -> SeccompRules.Kernel.parse("six"))
        .isInstanceOf(InvalidSpecException.class);
  }
}
