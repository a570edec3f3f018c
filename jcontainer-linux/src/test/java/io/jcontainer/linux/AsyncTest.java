package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Container;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExecResult;
import io.jcontainer.ExitStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes time, as futures. */
@ContainerTest
class AsyncTest {
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

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void startExecRestartAndStop() throws Exception {
    try (Container container = engine.create(engine.command("sleep", "300"))) {
      soon(container.startAsync());
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      long pid = container.pid();
      List<CompletableFuture<ExecResult>> commands = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        commands.add(container.execAsync("echo", "number " + i));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(soon(commands.get(i)).stdout()).isEqualTo("number " + i + "\n");
      }
      soon(container.restartAsync(Duration.ofMillis(1)));
      assertThat(container.pid()).isNotEqualTo(pid);
      ExitStatus status = soon(container.stopAsync(Duration.ofMillis(1)));
      assertThat(status.code()).isEqualTo(137);
    }
  }

  @Test
  void whatGoesWrongIsInTheFuture() {
    Container container = engine.create(engine.command("true"));
    container.close();
    assertThatThrownBy(() -> soon(container.startAsync()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ContainerStateException.class);
  }

  @Test
  void cancellingACommandKillsIt() throws Exception {
    try (Container container = engine.start(engine.command("sleep", "300"))) {
      CompletableFuture<ExecResult> command =
          container.execAsync("/bin/sh", "-c", "touch /begun; sleep 200 & sleep 201");
      while (!container.files().exists("/begun")) {
        Thread.onSpinWait();
      }
      assertThat(command.cancel(true)).isTrue();
      assertThat(command).isCancelled();
      String left = "for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done";
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (container.exec("/bin/sh", "-c", left).stdout().contains("sleep 20")) {
        assertThat(System.nanoTime()).as("the end of the command").isLessThan(end);
      }
    }
  }

  @Test
  void cancellingAStopLeavesItRunning() throws Exception {
    try (Container container = engine.start(engine.command("sleep", "300"))) {
      CompletableFuture<ExitStatus> stop = container.stopAsync(Duration.ofDays(1));
      assertThat(stop.cancel(true)).isTrue();
      assertThat(container.waitFor(Duration.ofMillis(50))).isNull();
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }
  }
}
