package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExitStatus;
import io.jcontainer.LogQuery;
import io.jcontainer.Namespace;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.RunResult;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SecurityOptions;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.TerminalSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers whose first process is an init. */
@ContainerTest
class InitTest {
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

  private RunResult run(String script) throws InterruptedException {
    return engine.run(engine.shell(script).withInit());
  }

  /** Starts a script and waits until it says that it is ready. */
  private Container started(ContainerBuilder builder) throws InterruptedException {
    Container container = engine.start(builder.withInit());
    try (var lines = container.logs(LogQuery.all().withFollow())) {
      assertThat(lines.lines().findFirst()).isPresent();
    }
    return container;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 125, 255})
  void theExitCodeIsTheCommands(int code) throws Exception {
    ExitStatus status = run("exit " + code).exitStatus();
    assertThat(status.code()).isEqualTo(code);
    assertThat(status.signal()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 9, 15, 34})
  void aCommandThatDiedOfASignalGives128AndItsNumber(int signal) throws Exception {
    assertThat(run("kill -" + signal + " $$").exitStatus().code()).isEqualTo(128 + signal);
  }

  @Test
  void theCommandIsItsChildAndASessionOfItsOwn() throws Exception {
    String out = run("cut -d' ' -f1,4,5,6 /proc/self/stat; cat /proc/1/comm").stdout();
    assertThat(out.lines().toList().get(0)).matches("\\d+ 2 2 2");
    assertThat(out.lines().toList().get(1)).isEqualTo("init");
  }

  /** Two generations at once: what the middle one leaves behind becomes the init's. */
  @Test
  void orphansAreReaped() throws Exception {
    RunResult result =
        run(
            """
            i=0; while [ $i -lt 50 ]; do (true & exec true); i=$((i+1)); done
            for try in $(seq 100); do
              zombies=$(grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l)
              [ $zombies = 0 ] && break
              sleep 0.05
            done
            echo $zombies
            """);
    assertThat(result.stdout()).isEqualTo("0\n");
  }

  @Test
  void everySignalThatCanBePassedOnReachesTheCommand() throws Exception {
    try (Container container =
        started(
            engine.shell(
                """
                for s in 1 2 3 10 12 14 15 28; do trap "echo got $s" $s; done
                trap 'echo got 36; exit 7' 36
                echo ready; while true; do sleep 0.02; done
                """))) {
      for (int signal : List.of(1, 2, 3, 10, 12, 14, 15, 28)) {
        container.kill(new Signal(signal));
        try (var lines = container.logs(LogQuery.all().withFollow())) {
          assertThat(lines.lines().anyMatch(l -> l.text().strip().equals("got " + signal)))
              .isTrue();
        }
      }
      container.kill(new Signal(36));
      assertThat(container.waitFor(LONG)).extracting(ExitStatus::code).isEqualTo(7);
    }
  }

  @Test
  void stopAsksTheCommandAndThenKills() throws Exception {
    try (Container polite =
        started(engine.shell("trap 'exit 5' TERM; echo ready; while true; do sleep 0.02; done"))) {
      assertThat(polite.stop(LONG).code()).isEqualTo(5);
    }
    try (Container stubborn =
        started(engine.shell("trap '' TERM; echo ready; while true; do sleep 0.02; done"))) {
      assertThat(stubborn.stop(Duration.ofMillis(100)).signal()).contains(Signal.KILL);
    }
  }

  /** Without an init this command would have to be killed: it has no handler. */
  @Test
  void aCommandWithoutAHandlerEndsOfATermination() throws Exception {
    try (Container container = started(engine.shell("echo ready; exec sleep 1000"))) {
      assertThat(container.stop(LONG).code()).isEqualTo(128 + 15);
    }
  }

  @Test
  void daemonsEndWithTheCommand() throws Exception {
    RunResult result = run("(sleep 1000 >/dev/null 2>&1 </dev/null &) ; echo gone");
    assertThat(result.stdout()).isEqualTo("gone\n");
    assertThat(result.exitStatus().code()).isZero();
  }

  @Test
  void theInitIsConfinedAndHoldsNothing() throws Exception {
    try (Container container = started(engine.shell("echo ready; exec sleep 1000"))) {
      Path proc = Path.of("/proc", Long.toString(container.pid()));
      try (var descriptors = Files.list(proc.resolve("fd"))) {
        assertThat(descriptors).isEmpty();
      }
      assertThat(status(proc, "Seccomp")).isEqualTo("2");
      assertThat(status(proc, "NoNewPrivs")).isEqualTo("1");
      assertThat(status(proc, "CapEff")).isEqualTo("0000000000000020");
      assertThat(status(proc, "CapBnd")).isEqualTo("0000000000000020");
      assertThat(status(proc, "CapInh")).isEqualTo("0000000000000000");
      assertThat(Integer.parseInt(status(proc, "VmRSS").replaceAll("\\D", ""))).isLessThan(512);
      assertThat(Files.readString(proc.resolve("root/etc/passwd"))).contains("/home/app");
      assertThat(container.exec("cat", "/proc/1/environ").stderr()).contains("Permission denied");
      assertThat(container.exec("ls", "/proc/1/fd").code()).isNotZero();
      assertThat(container.exec("ls", "/proc/1/root/").code()).isNotZero();
    }
  }

  private static String status(Path proc, String key) throws IOException {
    return Files.readAllLines(proc.resolve("status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theInitOfAUserHasNoPowerAtAll() throws Exception {
    try (Container container =
        started(engine.shell("echo ready; exec sleep 1000").withUser("app"))) {
      Path proc = Path.of("/proc", Long.toString(container.pid()));
      assertThat(status(proc, "CapEff")).isEqualTo("0000000000000000");
      assertThat(container.exec("id", "-u").stdout()).isEqualTo("1234\n");
      assertThat(container.stop(LONG).code()).isEqualTo(143);
    }
  }

  /** The filter of the command does not matter to the init, nor the other way round. */
  @Test
  void filtersAreApart() throws Exception {
    for (SeccompProfile profile : List.of(SeccompProfile.strict(), SeccompProfile.unconfined())) {
      SecurityOptions options = SecurityOptions.defaults().withSeccomp(profile);
      RunResult result =
          engine.run(
              engine
                  .shell("grep -h Seccomp: /proc/1/status /proc/self/status; exit 4")
                  .withInit()
                  .withSecurity(options));
      assertThat(result.exitStatus().code()).isEqualTo(4);
      assertThat(result.stdout())
          .matches(
              "Seccomp:\t2\nSeccomp:\t" + (profile.equals(SeccompProfile.strict()) ? 2 : 0) + "\n");
    }
  }

  @Test
  void aContainerWithoutTheCapabilityToKillStillPassesSignalsOn() throws Exception {
    try (Container container =
        started(engine.shell("echo ready; exec sleep 1000").withCapDrop(Capability.KILL))) {
      assertThat(container.stop(LONG).code()).isEqualTo(143);
    }
  }

  @Test
  void aCommandThatCannotBeExecutedIsTheSameError() {
    assertThatThrownBy(() -> engine.start(engine.command("/no/such").withInit()))
        .isInstanceOf(StartException.class)
        .satisfies(
            e ->
                assertThat(((StartException) e).reason())
                    .isEqualTo(StartException.Reason.COMMAND_NOT_FOUND))
        .hasMessageContaining("/no/such");
  }

  @Test
  void aTerminalIsTheCommands() throws Exception {
    try (Container container =
        engine.start(
            engine
                .shell("tty=$(readlink /proc/self/fd/0); echo $tty; sleep 1000")
                .withTerminal(new TerminalSize(80, 24))
                .withStdinOpen()
                .withInit())) {
      try (var lines = container.logs(LogQuery.all().withFollow())) {
        assertThat(lines.lines().findFirst().orElseThrow().text()).startsWith("/dev/pts/0");
      }
      container.stdin().write(3); // Ctrl-C reaches the foreground group
      container.stdin().flush();
      assertThat(container.waitFor(LONG)).extracting(ExitStatus::code).isEqualTo(128 + 2);
    }
  }

  @Test
  void inASharedProcessNamespaceItIsTheReaperToo() throws Exception {
    try (Container other = started(engine.shell("echo ready; exec sleep 1000"))) {
      RunResult result =
          engine.run(
              engine
                  .shell("(sleep 0.05 & echo $!); sleep 0.3; exit 6")
                  .withInit()
                  .withNamespaces(NamespaceOptions.defaults().withShared(Namespace.PID, other)));
      assertThat(result.exitStatus().code()).isEqualTo(6);
    }
  }

  @Test
  void execSeesTheInitFirst() throws Exception {
    try (Container container = started(engine.shell("echo ready; exec sleep 1000"))) {
      assertThat(container.exec("cat", "/proc/1/comm", "/proc/2/comm").stdout())
          .isEqualTo("init\nsleep\n");
      // the command's process is counted until the kernel has let go of it
      long processes = container.stats().pids().current();
      for (int i = 0; i < 1000 && processes > 2; i++) {
        Thread.sleep(5);
        processes = container.stats().pids().current();
      }
      assertThat(processes).isEqualTo(2);
    }
  }
}
