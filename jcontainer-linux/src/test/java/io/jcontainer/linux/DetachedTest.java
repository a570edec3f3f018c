package io.jcontainer.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.DetachedContainerException;
import io.jcontainer.ExitStatus;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LogLine;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.LogSource;
import io.jcontainer.RestartPolicy;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.TerminalSize;
import io.jcontainer.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that outlive the engine, and the JVM, that made them. */
@Tag("second-kernel")
@ContainerTest
class DetachedTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path root;
  private TestEngine first;
  private TestEngine second;

  @BeforeEach
  void open() {
    first = TestEngine.open(root);
    second = TestEngine.open(root);
  }

  @AfterEach
  void close() throws Exception {
    for (ContainerId id : second.runtime().detached()) {
      second.runtime().removeDetached(id);
    }
    first.close();
    second.close();
    try (Stream<Path> left = Files.list(root.resolve("run"))) {
      assertThat(left).isEmpty();
    }
  }

  private Container adopt(TestEngine engine, ContainerId id) {
    return engine.runtime().adopt(id, engine);
  }

  private ContainerId startAndForget(ContainerBuilder builder) {
    try (Container container = first.start(builder.withDetached())) {
      return container.id();
    }
  }

  private static void awaitLog(Container container, String text) throws InterruptedException {
    Instant end = Instant.now().plus(LONG);
    while (!container.logs().stdoutText().contains(text) && Instant.now().isBefore(end)) {
      Thread.sleep(5);
    }
    assertThat(container.logs().stdoutText()).contains(text);
  }

  @Test
  void itRunsOnWhenItsEngineIsClosedAndIsAdoptedByAnother() throws Exception {
    ContainerId id =
        startAndForget(
            first
                .shell("trap 'exit 5' TERM; echo out; echo err >&2; while :; do sleep 0.1; done")
                .withEnv("FROM", "the specification"));
    first.close();
    assertThat(second.runtime().detached()).containsExactly(id);
    try (Container adopted = adopt(second, id)) {
      assertThat(adopted.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(adopted.spec().environment()).containsEntry("FROM", "the specification");
      awaitLog(adopted, "out");
      assertThat(adopted.exec("/bin/sh", "-c", "echo $FROM; cat /proc/1/comm").stdout())
          .isEqualTo("the specification\nsh\n");
      assertThat(adopted.stats().pids().current()).isPositive();
      adopted.copyTo(Files.writeString(root.resolve("in"), "text"), "/in");
      assertThat(adopted.exec("cat", "/in").stdout()).isEqualTo("text");
      adopted.pause();
      adopted.unpause();
      assertThat(adopted.stop(LONG))
          .isEqualTo(new ExitStatus(5, java.util.Optional.empty(), false, false));
      assertThat(adopted.logs().stderrText()).isEqualTo("err\n");
      adopted.remove();
    }
    assertThat(second.runtime().detached()).isEmpty();
  }

  @Test
  void whatItWroteAndHowItEndedIsKnownThoughNobodyWatched() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    ContainerId id = startAndForget(first.shell("echo early; sleep 0.3; echo late; exit 7"));
    first.close();
    Thread.sleep(600);
    try (Container adopted = adopt(second, id)) {
      assertThat(adopted.waitFor().code()).isEqualTo(7);
      assertThat(adopted.state()).isEqualTo(ContainerState.EXITED);
      assertThat(adopted.logs().stdoutText()).isEqualTo("early\nlate\n");
      assertThat(adopted.usage().wallTime()).isBetween(Duration.ofMillis(300), LONG);
      List<LogLine> lines = new ArrayList<>();
      try (LogReader log = adopted.logs(LogQuery.all())) {
        for (LogLine line = log.next(); line != null; line = log.next()) {
          lines.add(line);
        }
      }
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst().time()).isBetween(before, Instant.now());
      assertThat(Duration.between(lines.get(0).time(), lines.get(1).time()))
          .isGreaterThan(Duration.ofMillis(250));
      assertThat(lines.getFirst().source()).isEqualTo(LogSource.STDOUT);
    }
  }

  @Test
  void twoHandlesSeeTheSame() throws Exception {
    try (Container mine = first.start(first.shell("echo a; sleep 100").withDetached());
        Container theirs = adopt(second, mine.id())) {
      assertThat(theirs.pid()).isEqualTo(mine.pid());
      awaitLog(mine, "a");
      awaitLog(theirs, "a");
      theirs.kill(Signal.KILL);
      assertThat(mine.waitFor().signal()).contains(Signal.KILL);
      assertThat(theirs.waitFor().signal()).contains(Signal.KILL);
    }
  }

  @Test
  void oneThatWasOnlyMadeIsStartedByAnother() throws Exception {
    ContainerId id;
    try (Container made = first.create(first.shell("cat /in").withDetached())) {
      id = made.id();
      made.copyTo(Files.writeString(root.resolve("in"), "kept"), "/in");
    }
    first.close();
    try (Container adopted = adopt(second, id)) {
      assertThat(adopted.state()).isEqualTo(ContainerState.CREATED);
      adopted.start();
      assertThat(adopted.waitFor().code()).isZero();
      assertThat(adopted.logs().stdoutText()).isEqualTo("kept");
    }
  }

  @Test
  void oneThatHasEndedIsStartedAgainByAnother() throws Exception {
    ContainerId id = startAndForget(first.shell("echo run >> /runs; cat /runs; exit 3"));
    try (Container adopted = adopt(second, id)) {
      assertThat(adopted.waitFor().code()).isEqualTo(3);
      first.close();
      adopted.start();
      assertThat(adopted.waitFor().code()).isEqualTo(3);
      assertThat(adopted.logs().stdoutText()).isEqualTo("run\nrun\nrun\n");
    }
  }

  @Test
  void itsNameIsKnownToWhoeverAdoptsIt() {
    try (Container made = first.create(first.shell("true").withName("old").withDetached())) {
      made.rename("new");
      try (Container adopted = adopt(second, made.id())) {
        assertThat(adopted.name()).isEqualTo("new");
        adopted.remove();
      }
    }
  }

  @Test
  void aRunningOneIsNotStartedByAnother() throws Exception {
    try (Container mine = first.create(first.shell("sleep 100").withDetached());
        Container theirs = adopt(second, mine.id())) {
      mine.start();
      assertThatExceptionOfType(DetachedContainerException.class)
          .isThrownBy(theirs::start)
          .withMessageContaining("another process");
      assertThat(mine.state()).isEqualTo(ContainerState.RUNNING);
      mine.kill(Signal.KILL);
    }
  }

  @Test
  void itsTimeLimitIsKeptWithoutAJvm() throws Exception {
    ContainerId id = startAndForget(first.shell("sleep 100").withTimeLimit(Duration.ofMillis(300)));
    first.close();
    try (Container adopted = adopt(second, id)) {
      ExitStatus status = adopted.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
      assertThat(status.timedOut()).isTrue();
      assertThat(status.signal()).contains(Signal.KILL);
    }
  }

  /** A keeper's log takes twice the limit at most, and the container never waits for anybody. */
  @Test
  void itsLogIsBoundedOnDisk() throws Exception {
    ContainerId id =
        startAndForget(
            first
                .shell(
                    "i=0; while [ $i -lt 40 ]; do head -c 10000 /dev/zero; i=$((i+1)); done; echo"
                        + " end")
                .withLogLimit(ByteSize.ofKiB(64)));
    try (Container adopted = adopt(second, id)) {
      assertThat(adopted.waitFor(LONG)).isNotNull();
      Path home = root.resolve("run").resolve(id.value());
      assertThat(Files.size(home.resolve("log")) + Files.size(home.resolve("log.1")))
          .isBetween(64L * 1024, 2 * (64 + 65) * 1024L);
      try (LogReader log = adopted.logs(LogQuery.all().withTail(1))) {
        LogLine last = requireNonNull(log.next());
        assertThat(new String(last.bytes(), StandardCharsets.US_ASCII)).endsWith("end");
      }
    }
  }

  @Test
  void itEndsWithItsKeeper() throws Exception {
    try (Container mine = first.start(first.shell("sleep 100").withDetached())) {
      assertThat(keeperOf(mine).destroyForcibly()).isTrue();
      assertThat(mine.waitFor(LONG)).isNotNull();
      assertThat(mine.waitFor().signal()).contains(Signal.KILL);
    }
  }

  private static ProcessHandle keeperOf(Container container) throws IOException {
    Path status = Path.of("/proc", Long.toString(container.pid()), "status");
    String parent =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("PPid:"))
            .findFirst()
            .orElseThrow()
            .substring(5)
            .strip();
    return ProcessHandle.of(Long.parseLong(parent)).orElseThrow();
  }

  /** A process that does not want to die with its parent is told in another way. */
  @Test
  void aStubbornOneEndsWithItsKeeper() throws Exception {
    Requirement.GCC.orSkip();
    Requirement.CGROUP_V2.orSkip();
    Path hog = Probe.compile(root, "hog.c");
    Files.copy(hog, first.busybox().layer().resolve("bin/hog"));
    try (Container mine =
        first.start(first.command("hog", "stubborn", "detached").withDetached())) {
      awaitLog(mine, "ready");
      assertThat(keeperOf(mine).destroyForcibly()).isTrue();
      Path process = Path.of("/proc", Long.toString(mine.pid()), "cmdline");
      assertThat(mine.waitFor(LONG)).isNotNull();
      Instant end = Instant.now().plus(LONG);
      while (Files.exists(process) && Instant.now().isBefore(end)) {
        Thread.sleep(5);
      }
      assertThat(process).doesNotExist();
    }
  }

  @Test
  void aFailedStartLeavesNothing() {
    Container made = first.create(first.command("/missing").withDetached());
    assertThatExceptionOfType(StartException.class).isThrownBy(made::start);
    assertThat(made.state()).isEqualTo(ContainerState.REMOVED);
    assertThat(second.runtime().detached()).isEmpty();
  }

  @Test
  void aHandleThatIsClosedIsOfNoMoreUse() {
    Container made = first.create(first.shell("true").withDetached());
    made.close();
    assertThatExceptionOfType(ContainerStateException.class).isThrownBy(made::start);
    assertThat(second.runtime().detached()).containsExactly(made.id());
    assertThat(second.runtime().removeDetached(made.id())).isTrue();
    assertThat(second.runtime().removeDetached(made.id())).isFalse();
    assertThatExceptionOfType(DetachedContainerException.class)
        .isThrownBy(() -> adopt(second, made.id()))
        .withMessageContaining("there is no detached container " + made.id());
  }

  @Test
  void aRunningOneIsRemovedUnread() throws Exception {
    ContainerId id = startAndForget(first.shell("sleep 100"));
    Files.write(root.resolve("run").resolve(id.value()).resolve("detached"), new byte[] {1});
    assertThatExceptionOfType(DetachedContainerException.class)
        .isThrownBy(() -> adopt(second, id))
        .withMessageContaining("another version");
    assertThat(second.runtime().removeDetached(id)).isTrue();
  }

  @Test
  void whatEndsWithTheJvmCannotBeDetached() {
    assertRefused(first.shell("true").withStdinOpen());
    assertRefused(first.shell("true").withTerminal(new TerminalSize(80, 25)));
    assertRefused(first.shell("true").withDiskLimit(ByteSize.ofMiB(1)));
    assertRefused(first.shell("true").withChannel(3));
    assertRefused(first.shell("true").withSecret("token", new byte[] {1}));
    assertThat(second.runtime().detached()).isEmpty();
  }

  @Test
  void whatTheJvmWouldHaveToDoCannotBeAskedOfADetachedOne() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> first.shell("true").withDetached().withAutoRemove().spec())
        .withMessageContaining("detached");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                first.shell("true").withDetached().withRestartPolicy(RestartPolicy.always()).spec())
        .withMessageContaining("detached");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () -> first.shell("true").withDetached().withCpuTimeLimit(Duration.ofSeconds(1)).spec())
        .withMessageContaining("detached");
  }

  private void assertRefused(ContainerBuilder builder) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> first.create(builder.withDetached()))
        .withMessageContaining("detached container with");
  }
}
