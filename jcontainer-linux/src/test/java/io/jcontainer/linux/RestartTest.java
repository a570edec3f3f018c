package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.CopySource;
import io.jcontainer.ExitStatus;
import io.jcontainer.Limits;
import io.jcontainer.LogFile;
import io.jcontainer.LogLine;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container that has ended can be started again, as often as one likes. */
@ContainerTest
class RestartTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String COUNT = "echo x >> /count; wc -l < /count";

  @TempDir Path root;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aFurtherRunFindsWhatTheOneBeforeWrote() throws Exception {
    try (Container container = engine.create(engine.shell(COUNT + "; exit $(wc -l < /count)"))) {
      for (int run = 1; run <= 20; run++) {
        container.start();
        assertThat(container.waitFor().code()).isEqualTo(run);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        assertThat(container.onExit().get().code()).isEqualTo(run);
      }
      assertThat(container.logs().stdoutText()).startsWith("1\n2\n3\n").endsWith("19\n20\n");
      assertThat(container.files().diff()).anyMatch(change -> change.path().equals("/count"));
    }
  }

  @Test
  void whatOneDoesToItsFilesBetweenTwoRunsIsThere() throws Exception {
    try (Container container = engine.create(engine.shell("cat /given; rm /given; exit 3"))) {
      container.files().copyTo(CopySource.ofText("first\n"), "/given");
      container.start();
      container.waitFor();
      assertThat(container.files().exists("/given")).isFalse();
      container.files().copyTo(CopySource.ofText("second\n"), "/given");
      container.start();
      assertThat(container.waitFor().code()).isEqualTo(3);
      assertThat(container.files().exists("/given")).isFalse();
      assertThat(container.logs().stdoutText()).isEqualTo("first\nsecond\n");
    }
  }

  @Test
  void volumesStayAndTmpfsIsEmptyAgain() throws Exception {
    String script = "ls /tmp/once /vol/once 2>/dev/null; touch /tmp/once /vol/once";
    try (Container container =
        engine.create(
            engine
                .shell(script)
                .withTmpfs("/tmp", ByteSize.ofMiB(1))
                .withVolume(Volume.anonymous(), "/vol"))) {
      container.start();
      container.waitFor();
      container.restart(LONG);
      container.waitFor();
      assertThat(container.logs().stdoutText()).isEqualTo("/vol/once\n");
    }
  }

  @Test
  void aDiskLimitCountsAllRuns() throws Exception {
    String script = "head -c 300000 /dev/zero >> /big; wc -c < /big";
    try (Container container =
        engine.create(engine.shell(script).withDiskLimit(ByteSize.ofKiB(512)))) {
      container.start();
      container.waitFor();
      container.start();
      container.waitFor();
      List<String> sizes = container.logs().stdoutText().lines().toList();
      assertThat(sizes.getFirst()).isEqualTo("300000");
      assertThat(Integer.parseInt(sizes.getLast())).isBetween(300_001, 512 * 1024);
      assertThat(container.files().diskUsage().orElseThrow().full()).isTrue();
    }
  }

  @Test
  void restartsARunningAndAPausedContainer() throws Exception {
    try (Container container = engine.start(engine.command("sleep", "300"))) {
      long first = container.pid();
      CompletableFuture<ExitStatus> firstEnd = container.onExit();
      container.restart(Duration.ofMillis(10));
      assertThat(firstEnd.get().signal()).contains(Signal.KILL);
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(container.pid()).isNotEqualTo(first);
      assertThat(container.onExit()).isNotDone();
      container.pause();
      container.restart(Duration.ofMillis(10));
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(container.exec("echo", "in").stdout()).isEqualTo("in\n");
      assertThatThrownBy(container::start).isInstanceOf(ContainerStateException.class);
    }
  }

  @Test
  void aCreatedContainerIsStartedAndARemovedOneIsNot() throws Exception {
    Container container = engine.create(engine.shell("exit 4"));
    container.restart(LONG);
    assertThat(container.waitFor().code()).isEqualTo(4);
    container.close();
    assertThatThrownBy(() -> container.restart(LONG))
        .isInstanceOf(ContainerStateException.class)
        .hasMessageContaining("removed");
  }

  @Test
  void aFailedFurtherStartLeavesItAsItWas() throws Exception {
    String script = "echo ran >> /runs; wc -l < /runs; exit 5";
    try (Container container = engine.create(engine.shell(script))) {
      container.start();
      assertThat(container.waitFor().code()).isEqualTo(5);
      container.files().copyFrom("/bin/busybox", root.resolve("busybox"));
      container.files().copyTo(CopySource.ofText("no program"), "/bin/busybox");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(container::start).isInstanceOf(StartException.class);
        assertThat(container.state()).isEqualTo(ContainerState.EXITED);
        assertThat(container.waitFor().code()).isEqualTo(5);
        assertThat(container.files().readBytes("/runs", ByteSize.ofKiB(1))).hasSize(4);
      }
      container.copyTo(root.resolve("busybox"), "/bin/busybox");
      container.start();
      assertThat(container.waitFor().code()).isEqualTo(5);
      assertThat(container.logs().stdoutText()).isEqualTo("1\n2\n");
    }
  }

  /** The container moved away every place that the runtime mounts on, and left links there. */
  @Test
  void whatAContainerMadeOfItsOwnRootLeadsNoMountAstray() throws Exception {
    String script =
        "test -e /in/mark || exit 9; mv /etc /old; ln -s /old /etc; rm -rf /more; ln -s /bin /more;"
            + " touch /more/deep/mine && ls -d /proc/self/fd /dev/null /sys/kernel > /dev/null"
            + " && echo fine";
    try (Container container =
        engine.create(
            engine
                .shell(script)
                .withTmpfs("/more/deep", ByteSize.ofMiB(1))
                .withVolume(Volume.anonymous(), "/in"))) {
      container.files().copyTo(CopySource.ofText("x"), "/in/mark");
      for (int i = 0; i < 5; i++) {
        container.start();
        assertThat(container.waitFor().isSuccess()).as(container.logs().stderrText()).isTrue();
      }
      assertThat(container.logs().stdoutText()).isEqualTo("fine\n".repeat(5));
    }
  }

  /** Who may mount can take away the places of the kernel's own file systems. */
  @Test
  void aLinkInThePlaceOfProcIsNotFollowed() throws Exception {
    String script = "umount -l /proc && rmdir /proc && ln -s /root /proc";
    try (Container container =
        engine.create(engine.shell(script).withCapAdd(Capability.SYS_ADMIN))) {
      container.start();
      assertThat(container.waitFor().isSuccess()).as(container.logs().stderrText()).isTrue();
      assertThatThrownBy(container::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("/proc");
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }
  }

  @Test
  void logsGoOnAndAnUnfinishedLineEndsWithItsRun() throws Exception {
    Path file = root.resolve("container.log");
    try (Container container =
        engine.create(
            engine
                .shell("printf unfinished")
                .withLogFile(new LogFile(file, ByteSize.ofMiB(1), 2)))) {
      for (int run = 1; run <= 3; run++) {
        container.start();
        try (LogReader follower = container.logs(LogQuery.all().withFollow())) {
          assertThat(follower.lines().map(LogLine::text)).hasSize(run).containsOnly("unfinished");
        }
        container.waitFor();
      }
      assertThat(Files.readAllLines(file)).hasSize(3).allMatch(line -> line.endsWith("unfinished"));
    }
  }

  @Test
  void limitsThatWereUpdatedStayAndUsageIsThatOfTheLastRun() throws Exception {
    try (Container container =
        engine.start(engine.shell("read x; ulimit -a > /dev/null").withStdinOpen())) {
      container.update(Limits.defaults().withPids(7));
      container.stdin().close();
      container.waitFor();
      Duration first = container.usage().wallTime();
      container.start();
      assertThat(container.stats().pids().limit()).hasValue(7);
      container.stdin().close();
      container.waitFor();
      assertThat(container.usage().wallTime()).isPositive().isNotEqualTo(first);
    }
  }

  @Test
  void startAndRemoveAtOnceLeaveNothing() throws Exception {
    for (int i = 0; i < 10; i++) {
      Container container = engine.create(engine.shell("exit 0"));
      container.start();
      container.waitFor();
      CompletableFuture<Void> starting = CompletableFuture.runAsync(container::start);
      container.remove();
      assertThat(starting.handle((_, failure) -> failure).get())
          .matches(e -> e == null || e.getCause() instanceof ContainerStateException);
      assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
    }
  }
}
