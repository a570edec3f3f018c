package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerProcess;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExecException;
import io.jcontainer.ExecException.Reason;
import io.jcontainer.ExecResult;
import io.jcontainer.ExecSpec;
import io.jcontainer.Signal;
import io.jcontainer.testing.Requirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("second-kernel")
@ContainerTest
@Timeout(120)
class ExecTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path root;
  private TestEngine engine;
  private Container container;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
    container = engine.start(engine.command("sleep", "1000").withEnv("FROM", "container"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ExecSpec shell(String script) {
    return ExecSpec.of("/bin/sh", "-c", script);
  }

  @Test
  void tellsTheCodeAndBothStreams() throws Exception {
    ExecResult result = container.exec("sh", "-c", "echo out; echo err >&2; exit 7");
    assertThat(result.code()).isEqualTo(7);
    assertThat(result.exitStatus().signal()).isEmpty();
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.outputTruncated()).isFalse();
  }

  @Test
  void isInTheContainerBesideItsFirstProcess() throws Exception {
    String namespaces =
        "for n in cgroup ipc mnt net pid user uts; do readlink /proc/$P/ns/$n; done";
    ExecResult own = container.exec(shell("P=self; " + namespaces));
    ExecResult first = container.exec(shell("P=1; " + namespaces));
    assertThat(own.stdout()).isEqualTo(first.stdout());
    assertThat(own.stdout().lines()).hasSize(7);
    assertThat(container.exec(shell("readlink /proc/1/exe; hostname")).stdout())
        .isEqualTo("/bin/busybox\n" + container.id().abbreviated() + "\n");
  }

  @Test
  void hasWhatTheFirstProcessWasGivenAndNothingElse() throws Exception {
    String status = "grep -E '^(Cap|NoNew|Seccomp:|Uid|Gid|Groups)' /proc/$P/status";
    String limits = "; cat /proc/$P/limits";
    ExecResult own = container.exec(shell("P=self; " + status + limits));
    ExecResult first = container.exec(shell("P=1; " + status + limits));
    assertThat(own.stdout()).isEqualTo(first.stdout()).contains("NoNewPrivs:\t1");
    assertThat(container.exec("env").stdout().lines())
        .containsExactlyInAnyOrder("PATH=/bin:/usr/bin", "FROM=container", "HOME=/root");
    assertThat(container.exec(shell("ls /proc/self/fd; umask; pwd")).stdout())
        .isEqualTo("0\n1\n2\n3\n0022\n/\n"); // 3 is the directory that ls reads
  }

  @Test
  void hasWhatItIsGiven() throws Exception {
    ExecSpec spec =
        shell("id; pwd; echo $FROM $MORE $HOME; grep CapEff /proc/self/status")
            .withUser("app")
            .withWorkingDirectory("/tmp")
            .withEnv("MORE", "exec")
            .withEnv("FROM", "exec");
    assertThat(container.exec(spec).stdout())
        .isEqualTo(
            """
            uid=1234(app) gid=1234(app) groups=77(extra),1234(app)
            /tmp
            exec exec /home/app
            CapEff:\t0000000000000000
            """);
    assertThat(container.exec(shell("id -u; id -G").withUser("55:66")).stdout())
        .isEqualTo("55\n66\n");
  }

  @Test
  void aUserIsLookedUpInTheContainerAsItIsNow() throws Exception {
    container.exec(shell("echo late:x:4321:4321::/tmp:/bin/sh >> /etc/passwd"));
    assertThat(container.exec(ExecSpec.of("id", "-u").withUser("late")).stdout())
        .isEqualTo("4321\n");
  }

  @Test
  void keepsTheBeginningOfTooMuchOutput() throws Exception {
    ExecResult result =
        container.exec(
            shell("head -c 50000000 /dev/zero; echo done >&2").withOutputLimit(ByteSize.ofKiB(64)));
    assertThat(result.stdout()).hasSize(64 * 1024);
    assertThat(result.stderr()).isEqualTo("done\n");
    assertThat(result.outputTruncated()).isTrue();
  }

  @Test
  void losesNoOutputOfAProcessThatEndsAtOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(container.exec("echo", "last words " + i).stdout())
          .isEqualTo("last words " + i + "\n");
    }
  }

  @Test
  void isARealProcess() throws Exception {
    ContainerProcess cat = container.execProcess("cat");
    try (BufferedReader reader = cat.inputReader(StandardCharsets.UTF_8)) {
      assertThat(cat.isAlive()).isTrue();
      assertThat(Path.of("/proc/" + cat.pid() + "/comm")).hasContent("cat\n");
      assertThat(cat.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
      assertThatThrownBy(cat::exitValue).isInstanceOf(IllegalThreadStateException.class);
      try (OutputStream stdin = cat.getOutputStream()) {
        for (int i = 0; i < 3; i++) {
          stdin.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
          assertThat(reader.readLine()).isEqualTo("line " + i);
        }
      }
      assertThat(reader.readLine()).isNull();
      assertThat(cat.waitFor()).isZero();
      assertThat(cat.onExit().get(30, TimeUnit.SECONDS)).isSameAs(cat);
      assertThat(cat.exitValue()).isZero();
      assertThat(cat.isAlive()).isFalse();
    }
  }

  @Test
  void carriesMuchBothWays() throws Exception {
    ContainerProcess cat = container.execProcess("cat");
    byte[] sent = new byte[20 << 20];
    new java.util.Random(7).nextBytes(sent);
    CompletableFuture<Void> writing = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (OutputStream stdin = cat.getOutputStream()) {
                stdin.write(sent);
                writing.complete(null);
              } catch (IOException e) {
                writing.completeExceptionally(e);
              }
            });
    assertThat(cat.getInputStream().readAllBytes()).isEqualTo(sent);
    writing.get(30, TimeUnit.SECONDS);
    assertThat(cat.waitFor()).isZero();
  }

  @Test
  void itsOutputIsThereAfterItsEnd() throws Exception {
    ContainerProcess process =
        container.execProcess("sh", "-c", "head -c 60000 /dev/zero; echo err >&2");
    process.waitFor();
    assertThat(process.getInputStream().readAllBytes()).hasSize(60_000);
    assertThat(process.getErrorStream().readAllBytes())
        .isEqualTo("err\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> process.getOutputStream().write(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended");
  }

  @Test
  void aReaderThatWaitsIsWokenByItsEndAndByClosing() throws Exception {
    ContainerProcess process = container.execProcess("sleep", "1000");
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(() -> readOrMinusTwo(process), Thread::startVirtualThread);
    process.destroyForcibly();
    assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(-1);

    ContainerProcess other = container.execProcess("sleep", "1000");
    CompletableFuture<Integer> closed =
        CompletableFuture.supplyAsync(() -> readOrMinusTwo(other), Thread::startVirtualThread);
    Thread.sleep(20);
    other.getInputStream().close();
    assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(-2);
    other.destroyForcibly();
  }

  private static int readOrMinusTwo(Process process) {
    try {
      return process.getInputStream().read();
    } catch (IOException e) {
      return -2;
    }
  }

  @Test
  void canBeDestroyed() throws Exception {
    ContainerProcess gentle =
        container.execProcess(
            "sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done");
    assertThat(gentle.inputReader().readLine()).isEqualTo("ready");
    gentle.destroy();
    assertThat(gentle.waitFor()).isEqualTo(5);
    ContainerProcess forced = container.execProcess("sleep", "1000");
    forced.destroyForcibly();
    assertThat(forced.waitFor()).isEqualTo(137);
    assertThat(forced.exitStatus().signal()).contains(Signal.KILL);
    forced.destroyForcibly();
    forced.destroy();
    ContainerProcess told = container.execProcess("sleep", "1000");
    told.kill(Signal.USR1);
    assertThat(told.waitFor()).isEqualTo(128 + Signal.USR1.number());
  }

  @Test
  void destroyingForciblyAndATimeoutKillAllThatItStarted() throws Exception {
    String hide = "setsid sh -c 'trap \"\" TERM HUP; sleep 1000' & ";
    String family = "(" + hide + "sleep 1000 &) ; sleep 1000 & echo ready; wait";
    ContainerProcess process = container.execProcess("sh", "-c", family);
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    process.destroyForcibly();
    assertThat(process.waitFor()).isEqualTo(137);
    awaitProcesses(1);

    ExecResult timed = container.exec(shell(family).withTimeout(Duration.ofMillis(300)));
    assertThat(timed.exitStatus().timedOut()).isTrue();
    assertThat(timed.exitStatus().signal()).contains(Signal.KILL);
    assertThat(timed.stdout()).isEqualTo("ready\n");
    awaitProcesses(1);
    assertThat(container.exec(shell("true").withTimeout(LONG)).exitStatus().timedOut()).isFalse();
  }

  /** How many processes there are; those that nobody has reaped are none. */
  private void awaitProcesses(int expected) throws Exception {
    long end = System.nanoTime() + LONG.toNanos();
    int seen;
    do {
      seen = processes(group());
    } while (seen != expected && System.nanoTime() < end);
    assertThat(seen).isEqualTo(expected);
  }

  private Path group() throws IOException {
    List<String> groups = Files.readAllLines(Path.of("/proc/" + container.pid() + "/cgroup"));
    for (String line : groups) {
      if (line.contains(":pids:")) {
        return Path.of("/sys/fs/cgroup/pids" + line.substring(line.lastIndexOf(':') + 1));
      }
    }
    return Path.of("/sys/fs/cgroup" + groups.getLast().substring("0::".length()));
  }

  /** Those of a group and of all beneath it, which come and go. */
  private static int processes(Path group) throws IOException {
    int sum = 0;
    try (Stream<Path> all = Files.walk(group)) {
      for (Path file : all.filter(path -> path.endsWith("cgroup.procs")).toList()) {
        sum += Files.readAllLines(file).size();
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      return -1;
    }
    return sum;
  }

  @Test
  void whatItLeavesBehindGoesOnAndEndsWithTheContainer() throws Exception {
    ExecResult result = container.exec(shell("sleep 1000 & echo started"));
    assertThat(result.stdout()).isEqualTo("started\n");
    awaitProcesses(2);
    container.exec("true");
    awaitProcesses(2);
    container.close();
    assertThat(container.waitFor(LONG)).isNotNull();
  }

  @Test
  void detachedItRunsOnItsOwn() throws Exception {
    ContainerProcess process =
        container.execProcess(
            shell("cat; head -c 1000000 /dev/zero; echo x > /tmp/done; exit 3").withDetached());
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(process.getInputStream().read()).isEqualTo(-1);
    assertThat(container.exec("cat", "/tmp/done").stdout()).isEqualTo("x\n");
  }

  @Test
  void saysWhatCannotBeExecuted() {
    assertRefused(ExecSpec.of("no-such"), Reason.COMMAND_NOT_FOUND, "no-such");
    assertRefused(ExecSpec.of("/etc/passwd"), Reason.COMMAND_NOT_EXECUTABLE, "EACCES");
    assertRefused(
        ExecSpec.of("true").withWorkingDirectory("/none"), Reason.WORKING_DIRECTORY, "/none");
    assertRefused(ExecSpec.of("true").withUser("nobody-known"), Reason.USER, "nobody-known");
    assertRefused(ExecSpec.of("true").withUser("70000"), Reason.USER, "70000");
  }

  private void assertRefused(ExecSpec spec, Reason reason, String message) {
    assertThatThrownBy(() -> container.exec(spec))
        .isInstanceOfSatisfying(ExecException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @Test
  void needsAContainerThatRuns() throws Exception {
    Container other = engine.create(engine.command("sleep", "1000"));
    assertThatThrownBy(() -> other.exec("true")).isInstanceOf(ContainerStateException.class);
    container.pause();
    assertThatThrownBy(() -> container.exec("true"))
        .isInstanceOf(ContainerStateException.class)
        .hasMessageContaining("paused");
    container.unpause();
    assertThat(container.exec("true").code()).isZero();
    container.kill(Signal.KILL);
    container.waitFor();
    assertThatThrownBy(() -> container.exec("true"))
        .isInstanceOf(ContainerStateException.class)
        .hasMessageContaining("exited");
  }

  @Test
  void theEndOfTheContainerIsItsEnd() throws Exception {
    List<ContainerProcess> processes =
        List.of(container.execProcess("sleep", "1000"), container.execProcess("cat"));
    container.close();
    for (ContainerProcess process : processes) {
      assertThat(process.waitFor()).isEqualTo(137);
      assertThat(process.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void theEndOfTheContainerWhileItIsSetUpIsToldAsThat() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (Container ending = engine.start(engine.command("sleep", "1000"))) {
        CompletableFuture<Void> killed =
            CompletableFuture.runAsync(
                () -> ending.kill(Signal.KILL),
                CompletableFuture.delayedExecutor(round, TimeUnit.MILLISECONDS));
        assertThatThrownBy(() -> executeForever(ending))
            .isInstanceOf(ContainerStateException.class);
        killed.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void executeForever(Container container) throws InterruptedException {
    while (true) {
      var _ = container.exec("true");
    }
  }

  @Test
  void isKilledForWantOfMemoryWithTheReason() throws Exception {
    try (Container small =
        engine.start(engine.command("sleep", "1000").withMemoryLimit(ByteSize.ofMiB(16)))) {
      ExecResult result = small.exec("sh", "-c", "x=1234567890; while :; do x=$x$x; done");
      assertThat(result.exitStatus().oomKilled()).as(result.toString()).isTrue();
      if (Requirement.CGROUP_V2_CONTROLLERS.isMet()) { // there a container ends as a whole
        assertThat(small.waitFor().oomKilled()).isTrue();
      } else {
        assertThat(small.exec("true").exitStatus().oomKilled()).isFalse();
      }
    }
  }

  @Test
  void anInterruptKillsIt() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    container.exec("sleep", "1000");
                  } catch (InterruptedException e) {
                    thrown.complete(e);
                  }
                });
    awaitProcesses(2);
    caller.interrupt();
    assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    awaitProcesses(1);
  }
}
