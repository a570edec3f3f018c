package io.jcontainer.images.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.HealthCheck;
import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @Test
  void readsWhatTheAuthorWants() {
    ConfigFile file = parse(Samples.config());
    ImageConfig config = file.config();

    assertThat(file.platform()).isEqualTo(new Platform("linux", "arm64", "v8"));
    assertThat(config.entrypoint()).containsExactly("/entry", "-x");
    assertThat(config.command()).containsExactly("serve");
    assertThat(config.environment())
        .containsExactly(
            Map.entry("PATH", "/usr/bin:/bin"), Map.entry("EMPTY", ""), Map.entry("A", "b=c"));
    assertThat(config.user()).isEqualTo("1000:1000");
    assertThat(config.workingDirectory()).isEqualTo("/work");
    assertThat(config.stopSignal()).isEqualTo("SIGQUIT");
    assertThat(config.exposedPorts()).containsExactlyInAnyOrder("6379/tcp", "53/udp");
    assertThat(config.volumes()).containsExactly("/data");
    assertThat(config.diffIds()).containsExactly(Digest.parse(Samples.B), Digest.parse(Samples.C));
  }

  private static Optional<HealthCheck> healthCheck(String config) {
    String text =
        """
        {"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]},"config":{\
        """;
    return parse(text + config + "}}").config().healthCheck();
  }

  @Test
  void readsTheHealthCheck() {
    assertThat(healthCheck("")).isEmpty();
    assertThat(healthCheck("\"Healthcheck\":{\"Test\":[]}")).isEmpty();
    assertThat(healthCheck("\"Healthcheck\":{\"Test\":[\"NONE\"]}")).isEmpty();
    assertThat(healthCheck("\"Healthcheck\":{\"Test\":[\"CMD\",\"/check\",\"-q\"]}"))
        .contains(HealthCheck.command("/check", "-q"));
    assertThat(
            healthCheck(
                """
                "Healthcheck":{"Test":["CMD-SHELL","curl -f localhost || exit 1"],
                  "Interval":5000000000,"Timeout":2000000000,"StartPeriod":60000000000,
                  "StartInterval":1000000000,"Retries":4}
                """))
        .contains(
            HealthCheck.shell("curl -f localhost || exit 1")
                .withInterval(Duration.ofSeconds(5))
                .withTimeout(Duration.ofSeconds(2))
                .withStartPeriod(Duration.ofMinutes(1))
                .withStartInterval(Duration.ofSeconds(1))
                .withRetries(4));
    assertThat(
            healthCheck(
                """
                "Healthcheck":{"Test":["CMD-SHELL","true"],"Retries":0},"Shell":["/bin/ash","-ec"]
                """))
        .contains(HealthCheck.command("/bin/ash", "-ec", "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Test\":[\"SOMETHING\",\"x\"]",
        "\"Test\":[\"CMD\"]",
        "\"Test\":[\"CMD\",\"x\"],\"Interval\":1",
        "\"Test\":[\"CMD\",\"x\"],\"Interval\":-1000000000",
        "\"Test\":[\"CMD\",\"x\"],\"Timeout\":18000000000000000000",
        "\"Test\":[\"CMD\",\"x\"],\"Retries\":9999999999",
        "\"Test\":\"CMD x\""
      })
  void refusesAHealthCheckThatMeansNothing(String check) {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> healthCheck("\"Healthcheck\":{" + check + "}"));
  }

  @Test
  void dropsLabelsThatAreOursToSet() {
    assertThat(parse(Samples.config()).config().labels())
        .containsOnly(Map.entry("maintainer", "m"));
  }

  @Test
  void isContentWithTheLeast() {
    ConfigFile file =
        parse(
            """
            {"os":"linux","architecture":"amd64","config":null,
             "rootfs":{"type":"layers","diff_ids":[]}}\
            """);
    assertThat(file.config().command()).isEmpty();
    assertThat(file.config().user()).isEmpty();
    assertThat(file.config().environment()).isEmpty();
  }

  @Test
  void takesNullForAbsentAsGoWritesIt() {
    ConfigFile file =
        parse(
            """
            {"os":"linux","architecture":"amd64","variant":null,
             "config":{"Env":null,"Cmd":null,"Entrypoint":null,"Volumes":null,"Labels":null,
                       "ExposedPorts":null,"User":null,"WorkingDir":null,"StopSignal":null},
             "rootfs":{"type":"layers","diff_ids":[]}}\
            """);
    assertThat(file.config()).isEqualTo(ImageConfig.ofEnvironment(Map.of()));
  }

  @Test
  void letsTheLastOfTwoVariablesCount() {
    String json = Samples.config().replace("\"EMPTY=\"", "\"PATH=/bin\",\"EMPTY=\"");
    assertThat(parse(json).config().environment())
        .containsExactly(Map.entry("PATH", "/bin"), Map.entry("EMPTY", ""), Map.entry("A", "b=c"));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("\"os\":\"linux\",", "", "\"os\" is missing"),
        Arguments.of("\"os\":\"linux\"", "\"os\":\"windows\"", "only Linux"),
        Arguments.of("\"os\":\"linux\"", "\"os\":\"Linux\"", "only Linux"),
        Arguments.of("\"os\":\"linux\"", "\"os\":\"\"", "platform"),
        Arguments.of("\"os\":\"linux\"", "\"os\":\"linux\",\"OS\":\"windows\"", "in case only"),
        Arguments.of("\"architecture\":\"arm64\",", "", "\"architecture\" is missing"),
        Arguments.of("\"architecture\":\"arm64\"", "\"architecture\":\"a/b\"", "platform"),
        Arguments.of("\"rootfs\":", "\"rootf\":", "\"rootfs\" is missing"),
        Arguments.of("\"type\":\"layers\",", "", "\"type\" is missing"),
        Arguments.of("\"type\":\"layers\"", "\"type\":\"layers+base\"", "not known"),
        Arguments.of("\"diff_ids\":", "\"diffids\":", "\"diff_ids\" is missing"),
        Arguments.of("\"diff_ids\":[", "\"diff_ids\":[\"\",", "digest"),
        Arguments.of("\"diff_ids\":[", "\"diff_ids\":[null,", "string is expected"),
        Arguments.of("\"EMPTY=\"", "\"EMPTY\"", "NAME=value"),
        Arguments.of("\"EMPTY=\"", "\"=x\"", "NAME=value"),
        Arguments.of("\"EMPTY=\"", "\"A=\\u0000\"", "NUL"),
        Arguments.of("\"EMPTY=\"", "7", "string is expected"),
        Arguments.of("[\"serve\"]", "\"serve\"", "array is expected"),
        Arguments.of("[\"serve\"]", "[[\"serve\"]]", "string is expected"),
        Arguments.of("[\"serve\"]", "[\"a\\u0000b\"]", "NUL"),
        Arguments.of("\"/work\"", "\"work\"", "not absolute"),
        Arguments.of("\"/work\"", "\"../work\"", "not absolute"),
        Arguments.of("{\"/data\":{}}", "[\"/data\"]", "object is expected"),
        Arguments.of("{\"/data\":{}}", "{\"/da\\u0000ta\":{}}", "NUL"),
        Arguments.of("\"maintainer\":\"m\"", "\"maintainer\":{}", "string is expected"),
        Arguments.of("\"Env\":", "\"env\":[],\"Env\":", "in case only"),
        Arguments.of("\"Env\":", "\"Env\":[],\"Env\":", "Duplicate"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void refusesBrokenConfigurations(String part, String replacement, String complaint) {
    assertThat(Samples.config()).contains(part);
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> parse(Samples.config().replace(part, replacement)))
        .withMessageStartingWith("invalid configuration of app:1: ")
        .withMessageContaining(complaint);
  }

  @Test
  void showsNoVariableThatIsNotUnderstood() {
    String json = Samples.config().replace("\"EMPTY=\"", "\"=hunter2\"");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> parse(json))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void wantsOneDiffIdForEachLayer() {
    ConfigFile file = parse(Samples.config());
    Manifest two = manifest(Samples.ociManifest(), Samples.OCI_MANIFEST);
    Manifest one = manifest(Samples.dockerManifest(), Samples.DOCKER_MANIFEST);
    assertThatCode(() -> file.requireLayersOf(two, "it")).doesNotThrowAnyException();
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> file.requireLayersOf(one, "it"))
        .withMessageContaining("2 diff ids and its manifest 1 layers");
  }

  @ParameterizedTest
  @CsvSource({
    "linux/arm64/v8, true",
    "linux/arm64, true",
    "linux/arm64/v9, true",
    "linux/amd64, false"
  })
  void wantsThePlatformThatWasAskedFor(String wanted, boolean fits) {
    assertRuns(parse(Samples.config()), wanted, fits);
  }

  @ParameterizedTest
  @CsvSource({"linux/arm/v6, true", "linux/arm/v7, true", "linux/arm64, false"})
  void believesThatAVariantLeftOutIsTheRightOne(String wanted, boolean fits) {
    String json =
        Samples.config()
            .replace("\"architecture\":\"arm64\"", "\"architecture\":\"arm\"")
            .replace("\"variant\":\"v8\",", "");
    assertRuns(parse(json), wanted, fits);
  }

  private static void assertRuns(ConfigFile file, String wanted, boolean fits) {
    Platform platform = Platform.parse(wanted);
    if (fits) {
      assertThatCode(() -> file.requireRunsOn(platform, "it")).doesNotThrowAnyException();
    } else {
      assertThatExceptionOfType(InvalidImageException.class)
          .isThrownBy(() -> file.requireRunsOn(platform, "it"))
          .withMessageContaining("does not run on " + wanted);
    }
  }

  private static Manifest manifest(String json, String type) {
    return (Manifest)
        Document.parse(json.getBytes(StandardCharsets.UTF_8), Optional.of(type), "manifest");
  }

  private static ConfigFile parse(String json) {
    return ConfigFile.parse(json.getBytes(StandardCharsets.UTF_8), "configuration of app:1");
  }
}
