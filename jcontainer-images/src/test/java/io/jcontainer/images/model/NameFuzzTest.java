package io.jcontainer.images.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Digest;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.testing.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names with random damage: what is read is written again as it was meant. */
class NameFuzzTest {
  private static final List<byte[]> PIECES =
      Fuzz.texts(
          "/",
          "//",
          ":",
          "@",
          "@sha256:",
          "..",
          "%2e",
          "[::1]",
          "\0",
          "\n",
          "\u00e9",
          "A",
          "_",
          "__",
          "-",
          ".",
          ":99999",
          "a".repeat(300),
          "a/".repeat(200),
          "a-".repeat(2000),
          "0".repeat(64));

  @Test
  void referencesAreReadOrRefused() {
    int refused =
        new Fuzz(
                Fuzz.texts(
                    "debian",
                    "example.com:5000/a/b-c__d:tag_1.2",
                    "[::1]:5000/a@sha256:" + "0123456789abcdef".repeat(4),
                    "localhost/a:1@sha256:" + "0123456789abcdef".repeat(4)),
                PIECES,
                input -> {
                  Reference reference = Reference.parse(new String(input, UTF_8));
                  assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
                })
            .run();
    assertThat(refused).isGreaterThan(Fuzz.ROUNDS / 4);
  }

  @Test
  void digestsAndPlatformsAreReadOrRefused() {
    new Fuzz(
            Fuzz.texts("sha256:" + "ab".repeat(32), "sha512:" + "ab".repeat(64)),
            PIECES,
            input -> {
              Digest digest = Digest.parse(new String(input, UTF_8));
              assertThat(digest.hex()).matches("[0-9a-f]{64}|[0-9a-f]{128}");
            })
        .run();
    new Fuzz(
            Fuzz.texts("linux/amd64", "linux/arm/v7"),
            PIECES,
            input -> {
              Platform platform = Platform.parse(new String(input, UTF_8));
              assertThat(Platform.parse(platform.toString())).isEqualTo(platform);
            })
        .run();
  }
}
