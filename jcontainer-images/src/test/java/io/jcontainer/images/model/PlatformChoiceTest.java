package io.jcontainer.images.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformChoiceTest {
  private static final Reference APP = Reference.parse("app:1");

  @ParameterizedTest
  @CsvSource({
    // wanted | what there is | which of it, from 0; - for none
    "linux/amd64, linux/amd64, 0",
    "linux/amd64, linux/arm64 linux/amd64, 1",
    "linux/amd64, windows/amd64 linux/amd64, 1",
    "linux/amd64, linux/amd64 linux/amd64, 0",
    "linux/amd64, linux/x86_64, 0",
    "linux/x86_64, linux/amd64, 0",
    "linux/amd64, linux/amd64/v1, 0",
    "linux/amd64, linux/amd64/v3, -",
    "linux/amd64, linux/amd64/v3 linux/amd64, 1",
    "linux/amd64/v3, linux/amd64 linux/amd64/v2 linux/amd64/v3 linux/amd64/v4, 2",
    "linux/amd64/v3, linux/amd64/v4 linux/amd64/v2, 1",
    "linux/amd64, linux/386, -",
    "linux/386, linux/i386, 0",
    "linux/arm64, linux/arm64/v8, 0",
    "linux/arm64/v8, linux/arm64, 0",
    "linux/arm64/v8, linux/aarch64, 0",
    "linux/arm64/v8, linux/arm64/8, 0",
    "linux/arm64/v8, linux/arm64/v8 linux/arm64, 0",
    "linux/arm64/v8, linux/arm64/v9 linux/arm64/v8, 1",
    "linux/arm64/v8, linux/arm64/v8.2, -",
    "linux/arm64/v8.2, linux/arm64/v8 linux/arm64/v8.1 linux/arm64/v8.3, 1",
    "linux/arm64/v9, linux/arm64/v8.5, 0",
    "linux/arm64/v9, linux/arm64/v8.6, -",
    "linux/arm64/v9.1, linux/arm64/v8.6, 0",
    "linux/arm64/v8.9, linux/arm64/v9, -",
    "linux/arm64/v8, linux/arm/v7, -",
    "linux/arm, linux/arm/v7, 0",
    "linux/arm/v7, linux/arm, 0",
    "linux/armhf, linux/arm/v7, 0",
    "linux/armel, linux/arm/v6 linux/arm/v7, 0",
    "linux/arm/v7, linux/arm/v5 linux/arm/v6, 1",
    "linux/arm/v6, linux/arm/v7 linux/arm/v5, 1",
    "linux/ppc64le, linux/ppc64le, 0",
    "linux/mips64le, linux/mips64le/softfloat, -",
    "linux/mips64le/softfloat, linux/mips64le linux/mips64le/softfloat, 1",
    "LINUX/AMD64, linux/amd64, 0",
    "linux/amd64, unknown/unknown, -"
  })
  void followsTheRule(String wanted, String there, String which) {
    List<Descriptor> entries = new ArrayList<>();
    for (String platform : there.split(" ", -1)) {
      entries.add(entry(entries.size(), Optional.of(Platform.parse(platform))));
    }
    Optional<Descriptor> expected =
        which.equals("-") ? Optional.empty() : Optional.of(entries.get(Integer.parseInt(which)));
    assertThat(new PlatformChoice(Platform.parse(wanted)).from(entries)).isEqualTo(expected);
  }

  @Test
  void takesTheOnlyManifestWithoutAPlatform() {
    Descriptor unnamed = entry(0, Optional.empty());
    Descriptor other = entry(1, Optional.of(new Platform("linux", "s390x", "")));
    assertThat(choose(List.of(other, unnamed))).contains(unnamed);
    assertThat(choose(List.of(unnamed, entry(2, Optional.empty())))).isEmpty();
    Descriptor named = entry(3, Optional.of(new Platform("linux", "amd64", "")));
    assertThat(choose(List.of(unnamed, named))).contains(named);
  }

  @Test
  void passesOverWhatIsNoManifest() {
    Descriptor nested =
        new Descriptor(
            Samples.OCI_INDEX,
            Digest.parse(Samples.A),
            1,
            Optional.of(new Platform("linux", "amd64", "")),
            Map.of());
    Descriptor other = Descriptor.of("application/vnd.example", Digest.parse(Samples.B), 1);
    assertThat(choose(List.of(nested, other))).isEmpty();
  }

  @Test
  void saysWhatThereIs() {
    Index index =
        new Index(
            DocumentType.OCI_INDEX,
            List.of(
                entry(0, Optional.of(new Platform("linux", "s390x", ""))),
                entry(1, Optional.of(new Platform("unknown", "unknown", ""))),
                entry(2, Optional.of(new Platform("linux", "arm64", "v8")))),
            Map.of());
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> index.choose(new Platform("linux", "amd64", ""), APP))
        .withMessage(
            "no image docker.io/library/app:1 in its index for linux/amd64:"
                + " there is linux/s390x, linux/arm64/v8");
  }

  private static Optional<Descriptor> choose(List<Descriptor> entries) {
    return new PlatformChoice(new Platform("linux", "amd64", "")).from(entries);
  }

  private static Descriptor entry(int number, Optional<Platform> platform) {
    Digest digest = Digest.sha256(new byte[] {(byte) number});
    return new Descriptor(Samples.OCI_MANIFEST, digest, 500, platform, Map.of());
  }
}
