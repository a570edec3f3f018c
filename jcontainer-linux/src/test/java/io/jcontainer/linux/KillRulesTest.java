package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExitStatus;
import io.jcontainer.LimitEvents;
import io.jcontainer.OutputLimitAction;
import io.jcontainer.Signal;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ends a whole container, and what is told of it. */
@ContainerTest
@Requires(Requirement.GCC)
@Timeout(60)
class KillRulesTest {
  private static final Optional<Signal> KILLED = Optional.of(Signal.KILL);

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

  private ContainerBuilder hungry(String script) {
    return engine.shell(script).withMemoryLimit(ByteSize.ofMiB(32));
  }

  @Test
  void aContainerThatAskedForItEndsAsAWholeWhenOneProcessIsKilledForMemory() throws Exception {
    try (Container container =
        engine.start(hungry("hog memory 256 & sleep 1000").withOutOfMemoryGroupKill())) {
      ExitStatus status = container.waitFor();
      assertThat(status.signal()).isEqualTo(KILLED);
      assertThat(status.oomKilled()).isTrue();
      assertThat(container.limitEvents().oomKills()).isPositive();
    }
  }

  @Test
  void aCommandBesideItThatIsKilledForMemoryEndsItToo() throws Exception {
    try (Container container = engine.start(hungry("sleep 1000").withOutOfMemoryGroupKill())) {
      var _ = container.execProcess("hog", "memory", "256");
      assertThat(container.waitFor().oomKilled()).isTrue();
    }
  }

  @Test
  @Requires(Requirement.CGROUP_V1)
  void anotherContainerRunsOnWithTheRest() throws Exception {
    try (Container container = engine.start(hungry("hog memory 256; echo went on; exit 4"))) {
      ExitStatus status = container.waitFor();
      assertThat(status.code()).isEqualTo(4);
      assertThat(status.oomKilled()).isTrue();
      assertThat(container.limitEvents().oomKills()).isEqualTo(1);
      assertThat(container.logs().stdoutText()).isEqualTo("went on\n");
    }
  }

  @Test
  void processorTimeIsThatOfAllProcesses() throws Exception {
    Duration limit = Duration.ofMillis(600);
    try (Container container =
        engine.start(
            engine
                .shell("hog cpu 100 & hog cpu 100 & wait")
                .withCpuTimeLimit(limit)
                .withTimeLimit(Duration.ofSeconds(50)))) {
      ExitStatus status = container.waitFor();
      assertThat(status.signal()).isEqualTo(KILLED);
      assertThat(status.timedOut()).isFalse();
      LimitEvents events = container.limitEvents();
      assertThat(events.cpuTimeExceeded()).isTrue();
      assertThat(events.timeExceeded()).isFalse();
      assertThat(container.usage().cpuTime()).isBetween(limit, limit.plusMillis(400));
    }
  }

  @Test
  void whoSleepsUsesNoProcessorTime() throws Exception {
    try (Container container =
        engine.start(engine.command("sleep", "1").withCpuTimeLimit(Duration.ofMillis(500)))) {
      assertThat(container.waitFor().isSuccess()).isTrue();
      assertThat(container.limitEvents()).isEqualTo(LimitEvents.none());
    }
  }

  @Test
  void tooMuchOutputKillsOnEitherStream() throws Exception {
    for (String redirection : new String[] {"", " >&2"}) {
      try (Container container =
          engine.start(
              engine
                  .shell("yes" + redirection)
                  .withOutputLimit(ByteSize.ofKiB(64), OutputLimitAction.KILL))) {
        assertThat(container.waitFor().signal()).isEqualTo(KILLED);
        assertThat(container.limitEvents().outputExceeded()).isTrue();
        assertThat(container.logs().stdout().length + container.logs().stderr().length)
            .isEqualTo(64 << 10);
      }
    }
  }

  @Test
  void outputUpToTheLimitIsAllowedAndOneByteMoreIsNotHoweverFastItEnds() throws Exception {
    String script = "head -c %d /dev/zero; exit 0";
    for (int i = 0; i < 10; i++) {
      try (Container within =
              engine.start(
                  engine
                      .shell(script.formatted(1024))
                      .withOutputLimit(ByteSize.ofKiB(1), OutputLimitAction.KILL));
          Container beyond =
              engine.start(
                  engine
                      .shell(script.formatted(1025))
                      .withOutputLimit(ByteSize.ofKiB(1), OutputLimitAction.KILL))) {
        assertThat(within.waitFor().isSuccess()).isTrue();
        assertThat(within.limitEvents().outputExceeded()).isFalse();
        beyond.waitFor();
        assertThat(beyond.limitEvents().outputExceeded()).isTrue();
      }
    }
  }

  @Test
  void whatIsDroppedIsToldToo() throws Exception {
    try (Container container =
        engine.start(engine.shell("head -c 9999 /dev/zero").withOutputLimit(ByteSize.ofKiB(1)))) {
      assertThat(container.waitFor().isSuccess()).isTrue();
      assertThat(container.limitEvents().outputExceeded()).isTrue();
    }
  }

  @Test
  void refusedProcessesAreCountedThoseOfCommandsBesideItToo() throws Exception {
    try (Container container = engine.start(engine.command("sleep", "1000").withPidsLimit(4))) {
      assertThat(container.limitEvents().refusedProcesses()).isZero();
      container.exec("sh", "-c", "sleep 1 & sleep 1 & sleep 1 & sleep 1 & wait");
      assertThat(container.limitEvents().refusedProcesses()).isPositive();
    }
  }

  @Test
  void aFrozenContainerIsKilledWhenItsTimeIsOver() throws Exception {
    try (Container container =
        engine.start(engine.command("sleep", "1000").withTimeLimit(Duration.ofMillis(500)))) {
      container.pause();
      assertThat(container.waitFor().timedOut()).isTrue();
      assertThat(container.limitEvents().timeExceeded()).isTrue();
    }
  }
}
