package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerBuilderTest {
  private static final ImageConfig CONFIG =
      new ImageConfig(
          List.of("/entry"),
          List.of("serve"),
          Map.of("PATH", "/opt/bin", "A", "image"),
          "app:staff",
          "/srv",
          "SIGQUIT",
          Set.of(),
          Set.of(),
          Map.of("vendor", "v", "tier", "image"),
          Optional.of(HealthCheck.shell("check")),
          List.of(),
          List.of());

  private static ContainerBuilder of(ImageConfig config) {
    Image image =
        new Image(
            Reference.parse("redis"),
            Digest.sha256(new byte[0]),
            Platform.parse("linux/amd64"),
            config,
            ByteSize.ofBytes(0));
    return new ContainerBuilder(
        () -> {
          throw new AssertionError("no engine is needed to describe a container");
        },
        image);
  }

  @Test
  void takesWhatIsLeftOutFromTheImage() {
    ContainerSpec spec = of(CONFIG).spec();
    assertThat(spec.command()).containsExactly("/entry", "serve");
    assertThat(spec.environment()).containsEntry("PATH", "/opt/bin").containsEntry("A", "image");
    assertThat(spec.user()).isEqualTo("app:staff");
    assertThat(spec.workingDirectory()).isEqualTo("/srv");
    assertThat(spec.createWorkingDirectory()).isTrue();
    assertThat(spec.stopSignal()).isEqualTo(Signal.QUIT);
  }

  @Test
  void takesWhatTheImageLeavesOutFromSafeDefaults() {
    ContainerSpec spec = of(ImageConfig.ofEnvironment(Map.of())).withCommand("ls").spec();
    assertThat(spec.environment()).containsOnlyKeys("PATH");
    assertThat(spec.limits().pids()).isEqualTo(Limits.DEFAULT_PIDS);
    assertThat(spec.capabilities())
        .hasSize(11)
        .doesNotContain(Capability.MKNOD, Capability.NET_RAW, Capability.AUDIT_WRITE);
    assertThat(spec.stopSignal()).isEqualTo(Signal.TERM);
    assertThat(spec.workingDirectory()).isEqualTo("/");
    assertThat(spec.createWorkingDirectory()).isFalse();
    assertThat(spec.timeLimit()).isEmpty();
  }

  @Test
  void theCommandReplacesTheImagesCommandAndKeepsItsEntrypoint() {
    assertThat(of(CONFIG).withCommand("check", "-v").spec().command())
        .containsExactly("/entry", "check", "-v");
  }

  @Test
  void anEntrypointReplacesTheImagesCommandToo() {
    assertThat(of(CONFIG).withEntrypoint("/bin/sh").spec().command()).containsExactly("/bin/sh");
    assertThat(of(CONFIG).withEntrypoint().withCommand("ls").spec().command())
        .containsExactly("ls");
  }

  @Test
  void aWorkingDirectoryOfTheCallerIsNotCreated() {
    ContainerSpec spec = of(CONFIG).withWorkingDirectory("/data").spec();
    assertThat(spec.workingDirectory()).isEqualTo("/data");
    assertThat(spec.createWorkingDirectory()).isFalse();
  }

  @Test
  void aSpecDoesNotChangeWithItsBuilder() {
    ContainerBuilder builder = of(CONFIG).withEnv("A", "1");
    ContainerSpec before = builder.spec();
    builder.withEnv("A", "2").withCapAdd(Capability.NET_RAW).withTmpfs("/t", ByteSize.ofMiB(1));
    assertThat(before.environment()).containsEntry("A", "1");
    assertThat(before.capabilities()).doesNotContain(Capability.NET_RAW);
    assertThat(before.mounts()).isEmpty();
  }

  @Test
  void limitsAddUp() {
    Limits limits =
        of(CONFIG)
            .withCpuLimit(1.5)
            .withMemoryLimit(ByteSize.ofMiB(64))
            .withSwapLimit(ByteSize.ofMiB(8))
            .withPidsLimit(7)
            .spec()
            .limits();
    assertThat(limits.cpus()).hasValue(1.5);
    assertThat(limits.memory()).isEqualTo(Optional.of(ByteSize.ofMiB(64)));
    assertThat(limits.swap()).isEqualTo(Optional.of(ByteSize.ofMiB(8)));
    assertThat(limits.pids()).isEqualTo(7);
  }

  @Test
  void refusesAContainerWithoutACommand() {
    ContainerBuilder builder = of(ImageConfig.ofEnvironment(Map.of()));
    assertThatThrownBy(builder::spec)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("docker.io/library/redis:latest")
        .hasMessageContaining("withCommand");
  }

  @Test
  void whatKillsAContainerGoesIntoTheSpecAndNotIntoADetachedOne() {
    ContainerBuilder builder =
        of(CONFIG)
            .withCpuTimeLimit(Duration.ofSeconds(2))
            .withOutputLimit(ByteSize.ofKiB(1), OutputLimitAction.KILL)
            .withOutOfMemoryGroupKill();
    assertThat(builder.spec().killRules())
        .isEqualTo(new KillRules(Optional.of(Duration.ofSeconds(2)), OutputLimitAction.KILL, true));
    assertThat(of(CONFIG).spec().killRules()).isEqualTo(KillRules.defaults());
    assertThatThrownBy(() -> builder.withDetached().spec())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("outlives");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        bad("=", b -> b.withEnv("a=b", "c")),
        bad("NUL", b -> b.withEnv("A", "b\0c")),
        bad("\\u000a", b -> b.withEnv("A\nB", "c")),
        bad("NUL", b -> b.withCommand("a\0b")),
        bad("absolute", b -> b.withWorkingDirectory("srv")),
        bad("..", b -> b.withWorkingDirectory("/srv/../etc")),
        bad("user", b -> b.withUser(" ")),
        bad("user", b -> b.withUser("a:b:c")),
        bad("\\u000a", b -> b.withUser("root\nroot2")),
        bad("host name", b -> b.withHostname("-x")),
        bad("host name", b -> b.withHostname("a b")),
        bad("host name", b -> b.withHostname("x".repeat(65))),
        bad("cpu limit", b -> b.withCpuLimit(0)),
        bad("cpu limit", b -> b.withCpuLimit(Double.NaN)),
        bad("memory limit", b -> b.withMemoryLimit(ByteSize.ofKiB(1))),
        bad("pids limit", b -> b.withPidsLimit(0)),
        bad("ulimit", b -> b.withUlimit(Ulimit.Resource.NOFILE, 10, 5)),
        bad("/proc", b -> b.withTmpfs("/proc/x", ByteSize.ofMiB(1))),
        bad("/dev", b -> b.withBind(Path.of("/tmp"), "/dev", BindMode.READ_ONLY)),
        bad("root", b -> b.withTmpfs("/", ByteSize.ofMiB(1))),
        bad("absolute", b -> b.withBind(Path.of("/tmp"), "tmp", BindMode.READ_ONLY)),
        bad(
            "already",
            b -> b.withTmpfs("/t", ByteSize.ofMiB(1)).withTmpfs("/t", ByteSize.ofMiB(1))),
        bad("time limit", b -> b.withTimeLimit(Duration.ZERO)),
        bad("cpu time limit", b -> b.withCpuTimeLimit(Duration.ofSeconds(-1))),
        bad("output limit", b -> b.withOutputLimit(ByteSize.ofMiB(9999), OutputLimitAction.KILL)),
        bad("CAP_FOO", b -> b.withCapAdd(Capability.parse("CAP_FOO"))));
  }

  private static Arguments bad(String named, Consumer<ContainerBuilder> call) {
    return Arguments.of(named, call);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesABadSettingAtTheCallThatMakesIt(String named, Consumer<ContainerBuilder> call) {
    ContainerBuilder builder = of(CONFIG);
    assertThatThrownBy(() -> call.accept(builder))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(named);
  }

  @Test
  void lifeCycleOptionsComeFromTheImageAndTheCaller() {
    LifeCycleOptions image = of(CONFIG).spec().lifeCycle();
    assertThat(image.labels()).containsOnly(Map.entry("vendor", "v"), Map.entry("tier", "image"));
    assertThat(image.healthCheck()).contains(HealthCheck.shell("check"));
    assertThat(image.name()).isEmpty();
    LifeCycleOptions own =
        of(CONFIG)
            .withName("web.1")
            .withLabels(Map.of("tier", "mine", "more", ""))
            .withoutHealthCheck()
            .withRestartPolicy(RestartPolicy.onFailure(3))
            .spec()
            .lifeCycle();
    assertThat(own.name()).contains("web.1");
    assertThat(own.labels())
        .containsOnly(Map.entry("vendor", "v"), Map.entry("tier", "mine"), Map.entry("more", ""));
    assertThat(own.healthCheck()).isEmpty();
    assertThat(own.restart()).isEqualTo(RestartPolicy.onFailure(3));
  }

  @Test
  void refusesLifeCycleOptionsAtTheCall() {
    ContainerBuilder builder = of(CONFIG);
    refused("container name", () -> builder.withName("-web"));
    refused("container name", () -> builder.withName("a/b"));
    refused("label", () -> builder.withLabel("", "x"));
    refused("label", () -> builder.withLabel("io.jcontainer.x", "x"));
    refused("label", () -> builder.withLabel("a\nb", "x"));
    refused("restart policy", () -> RestartPolicy.onFailure(0));
    refused("health check", () -> HealthCheck.command(List.of()));
    refused("interval", () -> HealthCheck.shell("x").withInterval(Duration.ZERO));
    refused("retries", () -> HealthCheck.shell("x").withRetries(0));
    builder.withRestartPolicy(RestartPolicy.always());
    refused("automatic removal", builder::withAutoRemove);
  }

  private static void refused(String what, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidSpecException.class).hasMessageContaining(what);
  }
}
