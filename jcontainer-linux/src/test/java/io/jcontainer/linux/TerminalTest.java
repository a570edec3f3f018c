package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerProcess;
import io.jcontainer.ExecException;
import io.jcontainer.ExecException.Reason;
import io.jcontainer.ExecSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ContainerTest
@Timeout(60)
class TerminalTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final TerminalSize WIDE = new TerminalSize(132, 43);
  private static final String ABOUT =
      "busybox tty; busybox stty size; test -t 0 && test -t 1 && test -t 2 && echo all; echo $TERM;"
          + " stat -c '%u:%g %t:%T' $(busybox tty); echo x > /dev/tty";

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

  private Container sleeping(Capability... added) {
    return engine.start(engine.command("sleep", "1000").withCapAdd(added));
  }

  private static ExecSpec shell(String script) {
    return ExecSpec.of("/bin/sh", "-c", script).withTerminal(WIDE);
  }

  private static String about(String user) {
    return "/dev/pts/0\n43 132\nall\nxterm\n" + user + ":5 88:0\nx\n";
  }

  @Test
  void aCommandHasOneOfTheContainersOwn() throws Exception {
    try (Container container = sleeping()) {
      assertThat(container.exec(shell(ABOUT)).stdout()).isEqualTo(about("0").replace("\n", "\r\n"));
      assertThat(container.exec(shell(ABOUT).withUser("app")).stdout())
          .isEqualTo(about("1234").replace("\n", "\r\n"));
      assertThat(container.exec(shell("ls /proc/self/fd | cat")).stdout())
          .isEqualTo("0\r\n1\r\n2\r\n3\r\n");
      assertThat(container.exec(shell("echo err >&2")).stderr()).isEmpty();
    }
  }

  @Test
  void theFirstProcessHasOneToo() throws Exception {
    try (Container container = engine.start(engine.shell(ABOUT).withTerminal(WIDE))) {
      assertThat(container.waitFor().code()).isZero();
      assertThat(container.logs().stdoutText()).isEqualTo(about("0").replace("\n", "\r\n"));
    }
    try (Container container =
        engine.start(engine.shell(ABOUT).withUser("app").withTerminal(WIDE))) {
      assertThat(container.waitFor().code()).isZero();
      assertThat(container.logs().stdoutText()).isEqualTo(about("1234").replace("\n", "\r\n"));
    }
  }

  @Test
  void oneCanTalkToAShellAndResizeItsWindow() throws Exception {
    try (Container container = sleeping()) {
      ContainerProcess shell = container.execProcess(ExecSpec.of("sh").withTerminal(WIDE));
      OutputStream in = shell.getOutputStream();
      InputStream out = shell.getInputStream();
      say(in, "echo $((6*7))\n");
      assertThat(readUntil(out, "42\r\n")).contains("echo $((6*7))");
      shell.resize(new TerminalSize(100, 30));
      say(in, "busybox stty size\n");
      readUntil(out, "30 100\r\n");
      say(in, "exit 9\n");
      assertThat(shell.waitFor()).isEqualTo(9);
      shell.resize(WIDE);
      String untilInterrupted = "trap 'exit 7' INT; echo up; while :; do sleep 0.01; done";
      ContainerProcess loop = container.execProcess(shell(untilInterrupted));
      readUntil(loop.getInputStream(), "up\r\n");
      say(loop.getOutputStream(), "\003"); // Ctrl-C
      assertThat(loop.waitFor()).isEqualTo(7);
    }
  }

  @Test
  void oneCanTalkToTheFirstProcess() throws Exception {
    try (Container container =
        engine.start(engine.command("sh").withTerminal(WIDE).withStdinOpen())) {
      say(container.stdin(), "echo $((6*7))\n");
      awaitOutput(container, "42\r\n");
      container.resize(new TerminalSize(100, 30));
      say(container.stdin(), "busybox stty size\n");
      awaitOutput(container, "30 100\r\n");
      say(container.stdin(), "exit 9\n");
      assertThat(container.waitFor().code()).isEqualTo(9);
      container.resize(WIDE);
      assertThatThrownBy(() -> say(container.stdin(), "late\n")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theFirstProcessReadsWhatIsWrittenToItWithoutATerminal() throws Exception {
    try (Container container = engine.start(engine.command("cat").withStdinOpen())) {
      byte[] much = new byte[3_000_000];
      java.util.Arrays.fill(much, (byte) 'x');
      say(container.stdin(), "hello\n");
      awaitOutput(container, "hello\n");
      container.stdin().write(much);
      container.stdin().close();
      assertThat(container.waitFor().code()).isZero();
      assertThat(container.logs().truncated()).isTrue();
    }
    try (Container container = engine.start(engine.command("cat"))) {
      assertThat(container.waitFor().code()).as("input is empty unless it was opened").isZero();
      assertThatThrownBy(container::stdin)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("withStdinOpen");
      assertThatThrownBy(() -> container.resize(WIDE)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static void say(OutputStream in, String text) throws IOException {
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private static String readUntil(InputStream in, String expected) throws IOException {
    StringBuilder seen = new StringBuilder();
    byte[] buffer = new byte[1000];
    while (!seen.toString().contains(expected)) {
      int count = in.read(buffer);
      assertThat(count).as("the end came, but not %s: %s", expected, seen).isPositive();
      seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
    }
    return seen.toString();
  }

  private static void awaitOutput(Container container, String text) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!container.logs().stdoutText().contains(text)) {
      assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(end);
      Thread.sleep(2);
    }
  }

  /** With the power to mount, a container puts something else where its terminals are made. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mount -t tmpfs none /dev/pts",
        "mount -t tmpfs none /dev/pts; touch /dev/pts/ptmx",
        "mount -t tmpfs none /dev/pts; busybox mkfifo /dev/pts/ptmx",
        "mount -t tmpfs none /dev/pts; ln -s ../null /dev/pts/ptmx",
        "mount -t tmpfs none /dev/pts; touch /dev/pts/ptmx; mount --bind /dev/null /dev/pts/ptmx",
        "mount -t tmpfs none /dev/pts; touch /dev/pts/ptmx; mount --bind /proc/self/stat"
            + " /dev/pts/ptmx",
      })
  void nothingElseIsTakenForATerminal(String trick) throws Exception {
    try (Container container = sleeping(Capability.SYS_ADMIN)) {
      assertThat(container.exec("sh", "-c", trick).stderr()).isEmpty();
      ExecSpec spec = ExecSpec.of("true").withTerminal(WIDE).withTimeout(LONG);
      assertThatThrownBy(() -> container.exec(spec))
          .isInstanceOfSatisfying(
              ExecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TERMINAL));
      assertThat(container.exec("true").code()).isZero();
    }
  }

  @Test
  void itEndsWithItsProcessThoughOthersHoldIt() throws Exception {
    try (Container container = sleeping()) {
      ContainerProcess process = container.execProcess(shell("sleep 1000 & echo up"));
      readUntil(process.getInputStream(), "up\r\n");
      assertThat(process.waitFor()).isZero();
      assertThat(process.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void refusesASizeThatNoTerminalHas() {
    for (int wrong : new int[] {0, -1, 65_536}) {
      assertThatThrownBy(() -> new TerminalSize(wrong, 1)).isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> new TerminalSize(1, wrong)).isInstanceOf(InvalidSpecException.class);
    }
    assertThatThrownBy(() -> ExecSpec.of("sh").withTerminal(WIDE).withDetached())
        .isInstanceOf(InvalidSpecException.class);
  }
}
