package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ExitStatus;
import io.jcontainer.RunResult;
import io.jcontainer.Signal;
import io.jcontainer.Usage;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits bite, and what was used is told. */
@Tag("second-kernel")
@ContainerTest
@Requires(Requirement.GCC)
class LimitsTest {
  @TempDir static Path tools;
  private static Path hog;

  @TempDir Path root;
  private TestEngine engine;

  @BeforeAll
  static void compile() throws Exception {
    hog = Probe.compile(tools, "hog.c");
  }

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open(root);
    Files.copy(hog, engine.busybox().layer().resolve("bin/hog"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aProcessThatWantsTooMuchMemoryIsReportedAsOutOfMemoryEveryTime() throws Exception {
    for (int i = 0; i < 100; i++) {
      RunResult result =
          engine.run(engine.command("hog", "memory", "256").withMemoryLimit(ByteSize.ofMiB(64)));
      ExitStatus status = result.exitStatus();
      assertThat(status.oomKilled()).as("round " + i + ": " + result).isTrue();
      assertThat(status.signal()).contains(Signal.KILL);
      assertThat(result.usage().peakMemory()).isGreaterThan(ByteSize.ofMiB(48));
      assertThat(result.usage().peakMemory()).isLessThanOrEqualTo(ByteSize.ofMiB(64));
    }
  }

  @Test
  void aPlainKillIsNotOutOfMemory() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Container container =
          engine.start(engine.command("sleep", "100").withMemoryLimit(ByteSize.ofMiB(64)))) {
        container.kill(Signal.KILL);
        ExitStatus status = container.waitFor();
        assertThat(status.signal()).contains(Signal.KILL);
        assertThat(status.oomKilled()).isFalse();
      }
    }
  }

  @Test
  void aProcessWithinItsMemoryIsLeftAlone() throws Exception {
    RunResult result =
        engine.run(engine.command("hog", "memory", "32").withMemoryLimit(ByteSize.ofMiB(64)));
    assertThat(result.exitStatus().isSuccess()).as(result.toString()).isTrue();
    assertThat(result.usage().peakMemory()).isGreaterThan(ByteSize.ofMiB(30));
  }

  /** Never more; and not less either, unless others are using the machine each time. */
  @Test
  void halfAProcessorIsHalfAProcessor() throws Exception {
    double best = 0;
    for (int attempt = 0; attempt < 3 && best < 0.45; attempt++) {
      double share = shareOfAProcessor(Duration.ofSeconds(5));
      assertThat(share).isLessThanOrEqualTo(0.55);
      best = Math.max(best, share);
    }
    assertThat(best).isGreaterThanOrEqualTo(0.45);
  }

  /** From when it computes on: what came before is no part of the share. */
  private double shareOfAProcessor(Duration span) throws Exception {
    try (Container container = engine.start(engine.command("hog", "cpu", "60").withCpuLimit(0.5))) {
      Usage begin = container.usage();
      while (begin.cpuTime().compareTo(Duration.ofMillis(200)) < 0) {
        Thread.sleep(1);
        begin = container.usage();
      }
      Thread.sleep(span);
      Usage end = container.usage();
      Duration cpu = end.cpuTime().minus(begin.cpuTime());
      return (double) cpu.toNanos() / end.wallTime().minus(begin.wallTime()).toNanos();
    }
  }

  @Test
  void aForkBombIsContainedAndTheHostStaysResponsive() throws Exception {
    try (Container container = engine.start(engine.command("hog", "fork", "0").withPidsLimit(32))) {
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      long slowest = 0;
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        assertThat(new ProcessBuilder("/bin/true").start().waitFor()).isZero();
        slowest = Math.max(slowest, System.nanoTime() - begin);
        Thread.sleep(20);
      }
      assertThat(container.usage().peakPids()).isEqualTo(32);
      assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
      long begin = System.nanoTime();
      container.kill(Signal.KILL);
      container.waitFor();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void usageIsThatOfAllProcessesOfTheContainer() throws Exception {
    RunResult result =
        engine.run(
            engine.shell("hog cpu 1 & hog cpu 1 & wait").withTimeLimit(Duration.ofMinutes(1)));
    assertThat(result.usage().cpuTime()).isBetween(Duration.ofMillis(1800), Duration.ofSeconds(3));
    assertThat(result.usage().peakPids()).isGreaterThanOrEqualTo(3);
  }
}
