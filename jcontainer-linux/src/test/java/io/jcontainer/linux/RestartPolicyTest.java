package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Container;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.CopySource;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.RemoveOptions;
import io.jcontainer.RestartPolicy;
import io.jcontainer.RunResult;
import io.jcontainer.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that the engine starts again, in a time that passes as the test says. */
@ContainerTest
class RestartPolicyTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path root;
  private final ManualSchedule time = new ManualSchedule();
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root, time);
  }

  @AfterEach
  void close() {
    engine.close();
    assertThat(time.waiting()).isZero();
  }

  /** Waits for the end of a run that another follows. */
  private void awaitRestarting(Container container, Duration pause) throws InterruptedException {
    assertThat(time.next()).isEqualTo(pause);
    assertThat(container.state()).isEqualTo(ContainerState.RESTARTING);
  }

  @Test
  void onFailureTriesSoOftenAndEndsWithTheLastStatus() throws Exception {
    String script = "echo x >> /runs; exit $(wc -l < /runs)";
    try (Container container =
        engine.start(engine.shell(script).withRestartPolicy(RestartPolicy.onFailure(3)))) {
      CompletableFuture<?> end = container.onExit();
      for (int millis : new int[] {100, 200, 400}) {
        awaitRestarting(container, Duration.ofMillis(millis));
        assertThat(container.waitFor(Duration.ofMillis(1))).isNull();
        assertThat(end).isNotDone();
        time.runNext();
      }
      assertThat(container.waitFor().code()).isEqualTo(4);
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
      assertThat(container.inspect().restarts()).isEqualTo(3);
      container.start();
      awaitRestarting(container, Duration.ofMillis(100));
      assertThat(container.inspect().restarts()).isEqualTo(1);
    }
  }

  @Test
  void aSuccessEndsIt() throws Exception {
    String script = "echo x >> /runs; test $(wc -l < /runs) -eq 3 && echo done";
    CompletableFuture<RunResult> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(
                    engine.run(engine.shell(script).withRestartPolicy(RestartPolicy.onFailure())));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    assertThat(time.runNext()).isEqualTo(Duration.ofMillis(100));
    assertThat(time.runNext()).isEqualTo(Duration.ofMillis(200));
    assertThat(result.get(60, TimeUnit.SECONDS).exitStatus().isSuccess()).isTrue();
    assertThat(result.get().stdout()).isEqualTo("done\n");
  }

  @Test
  void aLongRunBeginsThePausesAnew() throws Exception {
    try (Container container =
        engine.start(
            engine.shell("read x").withStdinOpen().withRestartPolicy(RestartPolicy.always()))) {
      for (int millis : new int[] {100, 200, 400, 800}) {
        container.stdin().close();
        awaitRestarting(container, Duration.ofMillis(millis));
        restartNow(container);
      }
      time.pass(RestartPolicy.LONG_RUN);
      container.stdin().close();
      awaitRestarting(container, Duration.ofMillis(100));
    }
  }

  /** The start happens elsewhere: it is over when it is told. */
  private void restartNow(Container container) throws InterruptedException {
    EventFilter starts = EventFilter.all().withType(ContainerEvent.Started.class);
    try (EventReader events = engine.runtime().events(starts)) {
      time.runNext();
      assertThat(events.next(LONG)).isNotNull();
    }
    assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void stopEndsRestarting() throws Exception {
    try (Container container =
        engine.start(
            engine.command("sleep", "300").withRestartPolicy(RestartPolicy.unlessStopped()))) {
      assertThat(container.stop(Duration.ofMillis(10)).signal()).contains(Signal.KILL);
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
      container.start();
      container.kill(Signal.KILL);
      assertThat(container.waitFor(LONG)).isNotNull();
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }
  }

  @Test
  void anotherSignalThanTheStopSignalDoesNot() throws Exception {
    String script = "trap 'exit 3' USR1; trap 'exit 4' TERM; echo; while :; do sleep 0.01; done";
    try (Container container =
        engine.start(engine.shell(script).withRestartPolicy(RestartPolicy.always()))) {
      try (var lines = container.logs(io.jcontainer.LogQuery.all().withFollow())) {
        assertThat(lines.next()).isNotNull();
        container.kill(Signal.USR1);
        awaitRestarting(container, Duration.ofMillis(100));
        restartNow(container);
        assertThat(lines.next()).isNotNull();
      }
      container.kill(Signal.TERM);
      assertThat(container.waitFor().code()).isEqualTo(4);
    }
  }

  @Test
  void stopAndStartBetweenTwoRuns() throws Exception {
    try (Container container =
        engine.start(engine.shell("exit 6").withRestartPolicy(RestartPolicy.always()))) {
      awaitRestarting(container, Duration.ofMillis(100));
      assertThatThrownBy(() -> container.remove(RemoveOptions.defaults()))
          .isInstanceOf(ContainerStateException.class)
          .hasMessageContaining("restarting");
      CompletableFuture<?> end = container.onExit();
      assertThat(container.stop(LONG).code()).isEqualTo(6);
      end.get(60, TimeUnit.SECONDS);
      assertThat(time.waiting()).isZero();
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
      container.start();
      awaitRestarting(container, Duration.ofMillis(100));
      container.start();
      awaitRestarting(container, Duration.ofMillis(100));
      assertThat(container.inspect().restarts()).isEqualTo(1);
      container.remove();
      assertThat(container.waitFor().code()).isEqualTo(6);
    }
  }

  @Test
  void aRestartThatFailsEndsIt() throws Exception {
    try (Container container =
        engine.start(engine.shell("exit 6").withRestartPolicy(RestartPolicy.always()))) {
      awaitRestarting(container, Duration.ofMillis(100));
      container.files().copyTo(CopySource.ofText("no program"), "/bin/busybox");
      time.runNext();
      assertThat(container.waitFor().code()).isEqualTo(6);
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }
  }

  @Test
  void manyRestartsAndAnEndAtAnyMomentLeaveNothing() throws Exception {
    for (int i = 0; i < 15; i++) {
      Container container =
          engine.start(engine.shell("exit 1").withRestartPolicy(RestartPolicy.always()));
      for (int run = 0; run < i % 4; run++) {
        time.runNext();
      }
      if (i % 2 == 0) {
        assertThat(container.stop(LONG).code()).isIn(1, 137, 143);
      }
      container.close();
      assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
    }
  }
}
