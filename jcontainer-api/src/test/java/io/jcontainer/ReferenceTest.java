package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final String DIGEST = "sha256:" + HEX;
  private static final long SEED = 20_250_301;

  @ParameterizedTest
  @CsvSource({
    // what is written | registry | repository | tag
    "redis, docker.io, library/redis, latest",
    "redis:7, docker.io, library/redis, 7",
    "library/redis, docker.io, library/redis, latest",
    "user/app:v1.2-rc_3, docker.io, user/app, v1.2-rc_3",
    "docker.io/redis, docker.io, library/redis, latest",
    "index.docker.io/redis:7, docker.io, library/redis, 7",
    "index.docker.io/user/app, docker.io, user/app, latest",
    "docker.io/user/app, docker.io, user/app, latest",
    "evil.io/docker.io/x, evil.io, docker.io/x, latest",
    "localhost/app, localhost, app, latest",
    "localhost:5000/app:1, localhost:5000, app, 1",
    "localhost:5000, docker.io, library/localhost, 5000",
    "LOCALHOST/app, LOCALHOST, app, latest",
    "Registry/app, Registry, app, latest",
    "registry/app, docker.io, registry/app, latest",
    "registry:80/app, registry:80, app, latest",
    "redis:7/8, redis:7, 8, latest",
    "example.org/app, example.org, app, latest",
    "example.org:8443/a/b/c:x, example.org:8443, a/b/c, x",
    "EXAMPLE.org/app, EXAMPLE.org, app, latest",
    "a-b.c-d/app, a-b.c-d, app, latest",
    "xn--n3h.example/app, xn--n3h.example, app, latest",
    "127.0.0.1/app, 127.0.0.1, app, latest",
    "127.0.0.1:5000/app, 127.0.0.1:5000, app, latest",
    "1.2/app, 1.2, app, latest",
    "[::1]/app, [::1], app, latest",
    "[2001:db8::1]:5000/app:1, [2001:db8::1]:5000, app, 1",
    "host.example:1/a, host.example:1, a, latest",
    "host.example:65535/a, host.example:65535, a, latest",
    "a/b-c__d.e_f, docker.io, a/b-c__d.e_f, latest",
    "a/b---c, docker.io, a/b---c, latest",
    "0/9, docker.io, 0/9, latest",
    "a:_, docker.io, library/a, _",
    "a:A.-_, docker.io, library/a, A.-_",
    "sha256/app, docker.io, sha256/app, latest"
  })
  void fillsInWhatIsLeftOut(String text, String registry, String repository, String tag) {
    assertThat(Reference.parse(text))
        .isEqualTo(new Reference(registry, repository, Optional.of(tag), Optional.empty()));
  }

  @Test
  void readsDigestsWithAndWithoutTag() {
    Digest digest = Digest.parse(DIGEST);
    assertThat(Reference.parse("app@" + DIGEST))
        .isEqualTo(
            new Reference("docker.io", "library/app", Optional.empty(), Optional.of(digest)));
    assertThat(Reference.parse("r.example:1/app:2@" + DIGEST))
        .isEqualTo(new Reference("r.example:1", "app", Optional.of("2"), Optional.of(digest)));
    assertThat(Reference.parse("app@sha512:" + HEX + HEX).digest().orElseThrow().algorithm())
        .isEqualTo("sha512");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " redis",
        "redis ",
        "red is",
        "red\nis",
        "red\0is",
        "redis:",
        "redis::7",
        ":7",
        "/redis",
        "redis/",
        "a//b",
        "a/./b",
        "a/../b",
        "../etc/passwd",
        ".redis",
        "-redis",
        "redis-",
        "_redis",
        "redis_",
        "a..b/c.",
        "a/b..c",
        "a/b___c",
        "a/b_-c",
        "a/b._c",
        "Redis",
        "user/Redis",
        "docker.io/Redis",
        "redis:-7",
        "redis:.7",
        "user/redis:7/8",
        "redis:ü",
        "rédis",
        "redis:7:8",
        "@sha256:",
        "redis@",
        "redis@sha256",
        "redis@sha256:",
        "redis@sha256:abc",
        "redis@md5:d41d8cd98f00b204e9800998ecf8427e",
        "redis@sha256:0123@sha256:0123",
        "https://example.org/app",
        "http://127.0.0.1:5000/app",
        "user:password@example.org/app",
        "host.example:/a",
        "host.example:0/a",
        "host.example:65536/a",
        "host.example:99999/a",
        "host.example:123456/a",
        "host.example:+1/a",
        "host.example:5000/",
        "host.example:5000:1/a",
        "-host.example/a",
        "host-.example/a",
        "host..example/a",
        "host.example./a",
        "host_name.example/a",
        "[::1/a",
        "::1/a",
        "[]/a",
        "[:::]/a",
        "[::g]/a",
        "[fe80::1%eth0]/a",
        "[127.0.0.1]/a",
        "[::1]5000/a",
        "[::1]:0/a",
        "a?b",
        "a#b",
        "a%2fb",
        "a\\b",
        "a/b\u202e"
      })
  void refusesWhatTheGrammarDoesNotAllow(String text) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Reference.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\0", "\u202e"));
  }

  @Test
  void refusesTheIdOfAnImageAsAName() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Reference.parse(HEX))
        .withMessageContaining("id of an image");
    assertThat(Reference.parse(HEX + ":1").repository()).isEqualTo("library/" + HEX);
  }

  @Test
  void refusesUpperCaseAndWrongLengthInDigests() {
    assertInvalid(() -> Reference.parse("a@sha256:" + HEX.toUpperCase(java.util.Locale.ROOT)));
    assertInvalid(() -> Reference.parse("a@sha256:" + HEX.substring(1)));
    assertInvalid(() -> Reference.parse("a@sha256:" + HEX + "0"));
    assertInvalid(() -> Reference.parse("a@sha512:" + HEX));
  }

  @Test
  void countsTheRegistryTowardsTheLengthOfAName() {
    String registry = "registry.example";
    String longest = "a".repeat(255 - registry.length() - 1);
    assertThat(Reference.parse(registry + "/" + longest).name()).hasSize(255);
    assertInvalid(() -> Reference.parse(registry + "/" + longest + "a"));
    assertThat(Reference.parse("a:" + "t".repeat(128)).tag().orElseThrow()).hasSize(128);
    assertInvalid(() -> Reference.parse("a:" + "t".repeat(129)));
  }

  @Test
  void refusesPartsThatWouldNotBeReadBack() {
    assertInvalid(() -> new Reference("registry", "app", Optional.of("1"), Optional.empty()));
    assertInvalid(() -> new Reference("r.example", "app", Optional.empty(), Optional.empty()));
    assertInvalid(() -> new Reference("", "app", Optional.of("1"), Optional.empty()));
    assertInvalid(() -> new Reference("r.example", "", Optional.of("1"), Optional.empty()));
  }

  @Test
  void writesDockerHubInOneForm() {
    Reference brief = new Reference("docker.io", "redis", Optional.of("7"), Optional.empty());
    Reference old = new Reference("index.docker.io", "redis", Optional.of("7"), Optional.empty());
    assertThat(brief).isEqualTo(old).isEqualTo(Reference.parse("redis:7"));
    assertThat(brief).hasToString("docker.io/library/redis:7");
  }

  @Test
  void pinsToADigestAndKeepsTheName() {
    Reference pinned = Reference.parse("r.example/app:1").withDigest(Digest.parse(DIGEST));
    assertThat(pinned).hasToString("r.example/app:1@" + DIGEST);
    assertThat(pinned.name()).isEqualTo("r.example/app");
  }

  @Test
  void isReadBackFromItsText() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      Reference reference = new RandomReference(random).next();
      assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
    }
  }

  @Test
  void endsInAReferenceOrARefusalWhateverIsWritten() {
    Random random = new Random(SEED);
    String alphabet = "aZ0._-/:@[]% \u00e9sha256";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Reference read = Reference.parse(text.toString());
        assertThat(Reference.parse(read.toString())).isEqualTo(read);
      } catch (InvalidSpecException e) {
        assertThat(e.getMessage()).startsWith("invalid ");
      }
    }
  }

  @Test
  void refusesEndlessTextAtOnce() {
    for (String unit : new String[] {"a", "a.", "a-", "a/", "a_", "1:", "[:", "@", "__a"}) {
      String text = unit.repeat(200_000);
      Assertions.assertTimeout(
          Duration.ofSeconds(1),
          () -> {
            assertInvalid(() -> Reference.parse(text));
            assertInvalid(() -> Reference.parse(text.substring(0, 1024)));
            assertInvalid(() -> new Reference(text, "a", Optional.of("1"), Optional.empty()));
            assertInvalid(
                () -> new Reference("r.example", text, Optional.of("1"), Optional.empty()));
            assertInvalid(
                () -> new Reference("r.example", "a", Optional.of(text), Optional.empty()));
          });
    }
  }

  private static void assertInvalid(Supplier<Reference> parsing) {
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(parsing::get);
  }
}
