package io.jcontainer.linux.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SeccompRules;
import io.jcontainer.SecurityOptions;
import io.jcontainer.Signal;
import io.jcontainer.Ulimit;
import io.jcontainer.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private static Detached full() {
    Image image =
        new Image(
            Reference.parse("registry.test:5000/team/app:1"),
            Digest.sha256(new byte[] {1}),
            Platform.parse("linux/amd64"),
            ImageConfig.ofEnvironment(Map.of("PATH", "/bin")),
            ByteSize.ofMiB(3));
    SeccompRules rules =
        new SeccompRules(
            SeccompRules.Action.errno(1),
            List.of(
                new SeccompRules.Rule(
                    List.of("read"),
                    SeccompRules.Action.of(SeccompRules.Kind.ALLOW),
                    List.of(new SeccompRules.Condition(0, SeccompRules.Comparison.EQUAL, -1L, 2L)),
                    SeccompRules.Scope.NONE,
                    SeccompRules.Scope.NONE)));
    ContainerSpec spec =
        Container.create(image)
            .withCommand("/bin/app", "-x", "grüße\n\0".replace('\0', ' '))
            .withEnv("A", "")
            .withUser("1000:staff")
            .withCpuLimit(1.5)
            .withMemoryLimit(ByteSize.ofMiB(64))
            .withCpuSet("0")
            .withUlimit(Ulimit.Resource.NOFILE, 10, 20)
            .withBind(Path.of("/srv"), "/data", BindMode.READ_ONLY)
            .withTmpfs("/tmp", ByteSize.ofKiB(128))
            .withVolume(Volume.named("v"), "/v")
            .withImageMount(image, "/image", "/usr/share")
            .withTimeLimit(Duration.ofMillis(1500))
            .withStopSignal(Signal.INT)
            .withCapAdd(Capability.SYS_NICE)
            .withSecurity(SecurityOptions.defaults().withSeccomp(new SeccompProfile.Custom(rules)))
            .withOomScore(5)
            .withDetached()
            .spec();
    return new Detached(ContainerId.random(), spec, Instant.ofEpochSecond(5, 6));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    Detached record = full();
    assertThat(RecordCodec.read(RecordCodec.write(record), Detached.class)).isEqualTo(record);
    assertThat(record.spec().oomScore()).isEqualTo(OptionalInt.of(5));
  }

  record One(String text, @Nullable String none, Optional<Integer> number) {}

  record Other(String text, @Nullable String nothing, Optional<Integer> number) {}

  @Test
  void absenceIsKept() throws Exception {
    One one = new One("", null, Optional.empty());
    assertThat(RecordCodec.read(RecordCodec.write(one), One.class)).isEqualTo(one);
  }

  @Test
  void anotherShapeIsRefused() {
    byte[] bytes = RecordCodec.write(new One("a", "b", Optional.of(1)));
    assertThatExceptionOfType(RecordCodec.FormatException.class)
        .isThrownBy(() -> RecordCodec.read(bytes, Other.class))
        .withMessageContaining("another version");
  }

  @Test
  void damageIsRefusedWhereverItIs() {
    byte[] bytes = RecordCodec.write(full());
    for (int length = 0; length < bytes.length; length += 7) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(RecordCodec.FormatException.class)
          .isThrownBy(() -> RecordCodec.read(cut, Detached.class));
    }
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    assertThatExceptionOfType(RecordCodec.FormatException.class)
        .isThrownBy(() -> RecordCodec.read(longer, Detached.class));
  }

  record Unknown(Thread thread) {}

  @Test
  void onlyKnownTypesAreWritten() {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.write(new Unknown(Thread.currentThread())));
  }
}
