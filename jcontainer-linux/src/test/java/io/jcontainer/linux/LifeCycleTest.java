package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExitStatus;
import io.jcontainer.RunResult;
import io.jcontainer.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("second-kernel")
@ContainerTest
class LifeCycleTest {
  private static final Duration LONG = Duration.ofSeconds(30);

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
  void runsACommandAndTellsItsCodeAndItsOutput() throws Exception {
    RunResult result = engine.run(engine.shell("echo out; echo err >&2; exit 7"));
    assertThat(result.exitStatus().code()).isEqualTo(7);
    assertThat(result.exitStatus().signal()).isEmpty();
    assertThat(result.exitStatus().isSuccess()).isFalse();
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.outputTruncated()).isFalse();
    assertThat(result.usage().wallTime()).isPositive();
  }

  @Test
  void losesNoOutputOfAProcessThatEndsAtOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(engine.run(engine.command("echo", "last words " + i)).stdout())
          .isEqualTo("last words " + i + "\n");
    }
  }

  @Test
  void keepsTheBeginningOfTooMuchOutputAndTheProcessNeverBlocks() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("head -c 50000000 /dev/zero; echo done >&2")
                .withOutputLimit(ByteSize.ofKiB(64)));
    assertThat(result.exitStatus().isSuccess()).isTrue();
    assertThat(result.stdout()).hasSize(64 * 1024);
    assertThat(result.stderr()).isEqualTo("done\n");
    assertThat(result.outputTruncated()).isTrue();
  }

  @Test
  void goesThroughItsStates() throws Exception {
    try (Container container = engine.create(engine.command("sleep", "100"))) {
      assertThat(container.state()).isEqualTo(ContainerState.CREATED);
      assertThatThrownBy(container::pid).isInstanceOf(ContainerStateException.class);
      assertThatThrownBy(container::waitFor).isInstanceOf(ContainerStateException.class);
      container.start();
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(Path.of("/proc/" + container.pid() + "/comm")).hasContent("sleep\n");
      assertThatThrownBy(container::start)
          .isInstanceOf(ContainerStateException.class)
          .hasMessageContaining("running");
      assertThat(container.waitFor(Duration.ofMillis(50))).isNull();
      container.kill(Signal.KILL);
      ExitStatus status = container.waitFor();
      assertThat(status.signal()).contains(Signal.KILL);
      assertThat(status.code()).isEqualTo(137);
      assertThat(status.oomKilled()).isFalse();
      assertThat(status.timedOut()).isFalse();
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
      assertThatThrownBy(() -> container.kill(Signal.TERM))
          .isInstanceOf(ContainerStateException.class)
          .hasMessageContaining("exited");
      container.remove();
      assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
      container.remove();
    }
  }

  @Test
  void deliversAnySignalThatTheProcessHandles() throws Exception {
    String script = "trap 'echo got; exit 5' USR1; echo ready; while :; do sleep 0.01; done";
    try (Container container = engine.start(engine.shell(script))) {
      awaitOutput(container, "ready");
      container.kill(Signal.USR1);
      assertThat(container.waitFor().code()).isEqualTo(5);
      assertThat(container.logs().stdoutText()).isEqualTo("ready\ngot\n");
    }
  }

  private static void awaitOutput(Container container, String text) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!container.logs().stdoutText().contains(text)) {
      assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(end);
      Thread.sleep(2);
    }
  }

  @Test
  void stopsGentlyAndKillsWhenTheGraceIsOver() throws Exception {
    String gentle = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.01; done";
    try (Container container = engine.start(engine.shell(gentle))) {
      awaitOutput(container, "ready");
      assertThat(container.stop(LONG).code()).isZero();
      assertThat(container.stop(LONG).code()).isZero();
    }
    try (Container container = engine.start(engine.command("sleep", "100"))) {
      ExitStatus status = container.stop(Duration.ofMillis(100));
      assertThat(status.signal()).contains(Signal.KILL);
    }
  }

  @Test
  void usesTheStopSignalAskedFor() throws Exception {
    String script = "trap 'exit 9' INT; echo ready; while :; do sleep 0.01; done";
    try (Container container = engine.start(engine.shell(script).withStopSignal(Signal.INT))) {
      awaitOutput(container, "ready");
      assertThat(container.stop(LONG).code()).isEqualTo(9);
    }
  }

  @Test
  void pausesAndGoesOn() throws Exception {
    String script = "i=0; while :; do echo $i; i=$((i+1)); sleep 0.01; done";
    try (Container container = engine.start(engine.shell(script))) {
      awaitOutput(container, "3");
      container.pause();
      assertThat(container.state()).isEqualTo(ContainerState.PAUSED);
      Thread.sleep(50);
      String frozen = container.logs().stdoutText();
      Thread.sleep(200);
      assertThat(container.logs().stdoutText()).isEqualTo(frozen);
      assertThatThrownBy(container::pause).isInstanceOf(ContainerStateException.class);
      container.unpause();
      assertThatThrownBy(container::unpause).isInstanceOf(ContainerStateException.class);
      long end = System.nanoTime() + LONG.toNanos();
      while (container.logs().stdoutText().equals(frozen)) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(5);
      }
      container.pause();
      container.kill(Signal.KILL);
      assertThat(container.waitFor().signal()).contains(Signal.KILL);
    }
  }

  @Test
  void aPausedContainerCanBeStoppedAndRemoved() throws Exception {
    Container container = engine.start(engine.command("sleep", "100"));
    container.pause();
    assertThat(container.stop(Duration.ofMillis(10)).signal()).contains(Signal.KILL);
    container.remove();
    Container other = engine.start(engine.command("sleep", "100"));
    other.pause();
    other.remove();
    assertThat(other.waitFor().signal()).contains(Signal.KILL);
  }

  @Test
  void tellsItsEndToWhoeverAsked() throws Exception {
    try (Container container = engine.start(engine.shell("sleep 0.1; exit 4"))) {
      CompletableFuture<ExitStatus> first = container.onExit();
      CompletableFuture<ExitStatus> second = container.onExit();
      first.cancel(true);
      assertThat(second.get(30, TimeUnit.SECONDS).code()).isEqualTo(4);
      assertThat(container.onExit().get(30, TimeUnit.SECONDS).code()).isEqualTo(4);
    }
  }

  @Test
  void endsWhenItsTimeIsOver() throws Exception {
    long begin = System.nanoTime();
    RunResult result =
        engine.run(engine.command("sleep", "100").withTimeLimit(Duration.ofMillis(200)));
    assertThat(result.exitStatus().timedOut()).isTrue();
    assertThat(result.exitStatus().signal()).contains(Signal.KILL);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    RunResult quick = engine.run(engine.command("true").withTimeLimit(LONG));
    assertThat(quick.exitStatus().timedOut()).isFalse();
  }

  @Test
  void takesItsChildrenWithIt() throws Exception {
    Container container =
        engine.start(engine.shell("sleep 300 & sleep 300 & echo ready; exec sleep 300"));
    awaitOutput(container, "ready");
    Path processes = Path.of("/proc/" + container.pid() + "/task/" + container.pid() + "/children");
    List<String> children = List.of(Files.readString(processes).strip().split(" "));
    assertThat(children).hasSize(2);
    container.close();
    container.waitFor();
    for (String child : children) {
      assertThat(Path.of("/proc/" + child)).doesNotExist();
    }
  }

  @Test
  void closingTheEngineEndsItsContainers() throws Exception {
    List<Container> containers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      containers.add(engine.start(engine.command("sleep", "300")));
    }
    engine.close();
    for (Container container : containers) {
      assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
      assertThat(container.waitFor(LONG)).isNotNull();
    }
  }

  @Test
  void manyAtOnceFromVirtualThreads() throws Exception {
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String word = "container " + i;
      CompletableFuture<String> result = new CompletableFuture<>();
      results.add(result);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  result.complete(engine.run(engine.command("echo", word)).stdout());
                } catch (InterruptedException | RuntimeException e) {
                  result.completeExceptionally(e);
                }
              });
    }
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("container " + i + "\n");
    }
  }

  @Test
  void leavesNothingOnTheHostsDisk() throws Exception {
    engine.run(engine.shell("mkdir -p /a/b/c; head -c 100000 /dev/zero > /a/b/c/d; ln -s / /a/l"));
    engine.close();
    try (var left = Files.list(root.resolve("run"))) {
      assertThat(left).isEmpty();
    }
  }
}
