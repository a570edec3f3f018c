package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.JContainer;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxLimits;
import io.jcontainer.SandboxResult;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that mean harm, run in a sandbox with small limits. After each, the host is as it was and
 * answers; that nothing is left of the job is looked at by the leak check.
 */
@ContainerTest
@Requires(Requirement.GCC)
@Timeout(60)
abstract class HostileCorpus {
  private static final List<String> PROGRAMS = List.of("glutton", "litter", "burglar");

  /** What a container that got out could change first. */
  private static final List<String> SETTINGS =
      List.of(
          "/proc/sys/kernel/core_pattern",
          "/proc/sys/kernel/modprobe",
          "/proc/sys/kernel/hostname",
          "/proc/sys/kernel/sysrq",
          "/proc/sys/kernel/pid_max",
          "/proc/sys/kernel/randomize_va_space",
          "/proc/sys/vm/overcommit_memory",
          "/proc/sys/fs/file-max",
          "/proc/sys/net/ipv4/ip_forward",
          "/proc/sys/user/max_user_namespaces",
          "/proc/self/mountinfo",
          "/proc/modules");

  @TempDir static Path tools;

  @TempDir Path root;
  JContainer engine;
  Sandbox sandbox;
  private Map<String, String> before = Map.of();

  @BeforeAll
  static void compile() throws Exception {
    for (String program : PROGRAMS) {
      Probe.compile(tools, program + ".c");
    }
  }

  @BeforeEach
  void open() throws Exception {
    before = settings();
    Path bin = BusyboxImage.in(root).layer().resolve("bin");
    for (String program : PROGRAMS) {
      Files.copy(tools.resolve(program), bin.resolve(program));
    }
    engine = JContainer.open(Config.defaults().withRoot(root));
    sandbox = engine.sandbox(engine.hostImage()).withLimits(small());
  }

  /** Small enough that each is met within moments. */
  static SandboxLimits small() {
    return SandboxLimits.strict()
        .withTime(Duration.ofSeconds(8))
        .withCpuTime(Duration.ofMillis(800))
        .withMemory(ByteSize.ofMiB(32))
        .withProcesses(24)
        .withOutput(ByteSize.ofKiB(64))
        .withFileSize(ByteSize.ofMiB(4))
        .withDisk(ByteSize.ofMiB(2));
  }

  @AfterEach
  void theHostIsAsItWas() throws Exception {
    engine.close();
    assertThat(settings()).isEqualTo(before);
    Process answer = new ProcessBuilder("/bin/true").start();
    assertThat(answer.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(answer.exitValue()).isZero();
  }

  private static Map<String, String> settings() throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    for (String file : SETTINGS) {
      if (Files.isReadable(Path.of(file))) {
        found.put(file, Files.readString(Path.of(file)));
      }
    }
    return found;
  }

  /** Runs a job, whose limits of memory and processes are kept whatever it does. */
  SandboxResult run(Sandbox description, String... command) throws InterruptedException {
    SandboxResult result = description.run(command);
    SandboxLimits limits = description.limits();
    assertThat(result.usage().peakMemory()).isLessThanOrEqualTo(limits.memory());
    assertThat(result.usage().peakPids()).isLessThanOrEqualTo(limits.processes());
    assertThat(result.usage().wallTime()).isLessThan(limits.time().plusSeconds(5));
    assertThat((long) result.output().stdout().length).isLessThanOrEqualTo(limits.output().bytes());
    return result;
  }

  /** The {@code name=value} lines of a job that ended well. */
  static Map<String, String> report(SandboxResult result) {
    assertThat(result.exitStatus().code()).as(result + "\n" + result.stderr()).isZero();
    return Probe.parse(result.stdout());
  }
}
