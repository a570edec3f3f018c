package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.Digest;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.LandlockMode;
import io.jcontainer.Platform;
import io.jcontainer.SecurityOptions;
import io.jcontainer.kernel.recording.RecordingKernel;
import io.jcontainer.linux.security.LandlockRules.Grant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandlockRulesTest {
  private static final String ASK = "landlock_create_ruleset";

  private static ContainerBuilder builder() {
    Image image =
        new Image(
            null,
            Digest.sha256(new byte[0]),
            Platform.host(),
            ImageConfig.ofEnvironment(Map.of()),
            ByteSize.ofBytes(0));
    return Container.create(image).withCommand("true");
  }

  private static ContainerBuilder asking(LandlockMode mode) {
    return builder().withSecurity(SecurityOptions.defaults().withLandlock(mode));
  }

  /** What {@code linux/landlock.h} had in each version; network and signals are not of files. */
  @ParameterizedTest
  @CsvSource({"1, 1fff", "2, 3fff", "3, 7fff", "4, 7fff", "5, ffff", "7, ffff", "99, ffff"})
  void handlesWhatTheKernelKnows(int version, String rights) {
    LandlockRules rules = LandlockRules.of(builder().spec(), version);
    assertThat(rules.handled()).isEqualTo(Long.parseLong(rights, 16));
    assertThat(rules.grants()).containsExactly(new Grant("/", rules.handled()));
  }

  @Test
  void aReadOnlyRootIsWrittenToWhereMountsAre() {
    ContainerBuilder builder =
        builder()
            .withReadOnlyRoot()
            .withTmpfs("/tmp", ByteSize.ofMiB(1))
            .withBind(Path.of("/srv/in"), "/in", BindMode.READ_ONLY)
            .withBind(Path.of("/srv/out"), "/out", BindMode.READ_WRITE)
            .withSecurity(SecurityOptions.defaults().withUnprotectedPath("/sys/kernel/x"));
    assertThat(LandlockRules.of(builder.spec(), 7).grants())
        .containsExactly(
            new Grant("/", 0x800d),
            new Grant("/proc", 0x4002),
            new Grant("/dev", 0xffff),
            new Grant("/tmp", 0xffff),
            new Grant("/out", 0xffff),
            new Grant("/sys/kernel/x", 0x4002));
  }

  @Test
  void aFileHasFewerRights() {
    assertThat(LandlockRules.ofFile(0xffff)).isEqualTo(0xc007);
    assertThat(LandlockRules.ofFile(0x800d)).isEqualTo(0x8005);
  }

  @Test
  void aKernelWithoutItIsRefusedOnlyByWhoCannotDoWithout() {
    RecordingKernel kernel = new RecordingKernel();
    kernel.on(ASK).answers(0);
    Landlock none = Landlock.detect(kernel);
    assertThat(none.rules(asking(LandlockMode.NONE).spec())).isEmpty();
    assertThat(none.rules(asking(LandlockMode.WHERE_AVAILABLE).spec())).isEmpty();
    assertThatThrownBy(() -> none.rules(asking(LandlockMode.REQUIRED).spec()))
        .isInstanceOfSatisfying(
            HostUnsupportedException.class,
            e -> assertThat(e.feature()).isEqualTo(HostFeature.LANDLOCK))
        .hasMessageContainingAll("Landlock", "lsm=", "where it is available");
  }

  @Test
  void aKernelThatHasItWallsInWhoAsks() {
    Landlock found = Landlock.detect(new RecordingKernel());
    assertThat(found.rules(builder().spec())).isEmpty();
    for (LandlockMode mode : List.of(LandlockMode.WHERE_AVAILABLE, LandlockMode.REQUIRED)) {
      assertThat(found.rules(asking(mode).spec())).isPresent();
    }
  }
}
