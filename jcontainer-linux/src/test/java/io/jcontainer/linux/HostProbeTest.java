package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.HostFeature;
import io.jcontainer.HostSupport;
import io.jcontainer.HostSupport.Support;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.recording.RecordingKernel;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

@ContainerTest
class HostProbeTest {
  @Test
  void saysThatThisHostCanDoWhatTheOtherTestsDo() {
    HostSupport support = new LinuxRuntime.Factory().hostSupport();
    assertThat(support.features()).containsOnlyKeys(HostFeature.values());
    Set<HostFeature> modules = EnumSet.of(HostFeature.APPARMOR, HostFeature.SELINUX);
    for (HostFeature feature : EnumSet.complementOf(EnumSet.copyOf(modules))) {
      assertThat(support.of(feature)).as(feature.title()).isInstanceOf(Support.Available.class);
    }
    assertThat(support.toString().lines()).hasSize(HostFeature.values().length);
  }

  @Test
  void namesTheCallThatFailedAndTheRemedy() {
    RecordingKernel kernel = new RecordingKernel();
    kernel.on("fsopen(\"overlay\"").fails(Errno.ENODEV);
    kernel.on("statx(AT_FDCWD, \"/proc/self/ns/user\"").fails(Errno.ENOENT);
    HostSupport support = HostProbe.probe(kernel);
    assertThat(support.has(HostFeature.OVERLAYFS)).isFalse();
    assertThatThrownBy(() -> support.require(HostFeature.OVERLAYFS))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContaining("overlay")
        .hasMessageContaining("ENODEV")
        .hasMessageContaining("6.8");
  }

  @Test
  void saysWhatToDoAboutAKernelWithoutLandlock() {
    RecordingKernel kernel = new RecordingKernel();
    kernel.on("landlock_create_ruleset").answers(0);
    kernel.on("statx(AT_FDCWD, \"/proc/self/ns/user\"").fails(Errno.ENOENT);
    HostSupport support = HostProbe.probe(kernel);
    assertThatThrownBy(() -> support.require(HostFeature.LANDLOCK))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContainingAll("Landlock", "lsm=");
  }
}
