package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExecException;
import io.jcontainer.ExecException.Reason;
import io.jcontainer.ExecResult;
import io.jcontainer.ExecSpec;
import io.jcontainer.Signal;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands in containers whose processes wait for one to enter (security table A1, A2, A3). */
@ContainerTest
@Timeout(120)
class HostileExecTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int ROUNDS = 300;

  @TempDir static Path tools;
  private static Path watcher;

  @TempDir Path root;
  private TestEngine engine;

  @BeforeAll
  static void compile() throws Exception {
    watcher = Probe.compile(tools, "watcher.c");
  }

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open(root);
    Files.copy(watcher, engine.busybox().layer().resolve("bin/watcher"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  static Stream<Arguments> watchers() {
    return Stream.of(
        Arguments.of("root", "look", List.of()),
        Arguments.of("root", "ptrace", List.of()),
        Arguments.of("root", "ptrace", List.of(Capability.SYS_PTRACE)),
        Arguments.of("root", "ptrace", List.of(Capability.SYS_PTRACE, Capability.SYS_ADMIN)),
        Arguments.of("app", "ptrace", List.of()));
  }

  @ParameterizedTest
  @MethodSource("watchers")
  void whoEntersHasNothingToSee(String user, String how, List<Capability> added) throws Exception {
    ContainerBuilder builder =
        engine.command("watcher", how).withUser(user).withCapAdd(added.toArray(Capability[]::new));
    try (Container container = engine.start(builder)) {
      awaitOutput(container, "ready\n");
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(container.exec(ExecSpec.of("true").withUser("root")).code()).isZero();
      }
      container.kill(Signal.USR1);
      awaitOutput(container, "early=");
      String said = container.logs().stdoutText();
      assertThat(said).doesNotContain("FOUND");
      Map<String, String> counts = Probe.parse(said.replace(' ', '\n'));
      assertThat(Integer.parseInt(counts.get("met"))).as(said).isPositive();
      assertThat(Integer.parseInt(counts.get("early")))
          .as("looks at one that was not the command yet; else this test shows nothing")
          .isPositive();
    }
  }

  private static void awaitOutput(Container container, String text) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!container.logs().stdoutText().contains(text)) {
      assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(end);
      Thread.sleep(2);
    }
  }

  /**
   * The program that runs itself: what the kernel takes for "itself" is the helper's sealed file.
   */
  @Test
  void theHelpersFileCannotBeRewritten() throws Exception {
    Path evil = engine.busybox().layer().resolve("bin/evil");
    Files.writeString(evil, "#!/proc/self/exe\n");
    Files.setPosixFilePermissions(
        evil, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Set<String> before = helperFiles();
    assertThat(before).isNotEmpty();
    String rewriter =
        "while :; do for p in /proc/[0-9]*; do"
            + " echo x 2>/dev/null >> $p/exe && echo REWRITTEN $p; done; done 2>/dev/null";
    try (Container container = engine.start(engine.shell("echo ready; " + rewriter))) {
      awaitOutput(container, "ready\n");
      for (int i = 0; i < ROUNDS; i++) {
        // 125: it is the helper, without anybody who tells it what to do
        assertThat(container.exec("evil").code()).isIn(125, 137);
      }
      assertThat(container.logs().stdoutText()).isEqualTo("ready\n");
    }
    assertThat(helperFiles()).isEqualTo(before);
  }

  /**
   * What every executable memfd of this JVM holds; one that is being spawned from is open twice.
   */
  private static Set<String> helperFiles() throws Exception {
    Set<String> hashes = new HashSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : (Iterable<Path>) links::iterator) {
        if (isMemfd(link)) {
          try (InputStream content = Files.newInputStream(link)) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.readAllBytes());
            hashes.add(HexFormat.of().formatHex(hash));
          }
        }
      }
    }
    return hashes;
  }

  private static boolean isMemfd(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("/memfd:jcontainer");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void aDirectoryAmongDescriptorsIsNoWorkingDirectory() throws Exception {
    List<InputStream> open = new ArrayList<>();
    try (Container container = engine.start(engine.command("sleep", "1000"));
        java.nio.file.DirectoryStream<Path> _ = Files.newDirectoryStream(Path.of("/"))) {
      for (int i = 0; i < 60; i++) {
        open.add(Files.newInputStream(Path.of("/proc/self/stat")));
      }
      for (int number = 0; number < 64; number++) {
        ExecSpec spec = ExecSpec.of("pwd").withWorkingDirectory("/proc/self/fd/" + number);
        assertThatThrownBy(() -> container.exec(spec))
            .as(spec.toString())
            .isInstanceOfSatisfying(
                ExecException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.WORKING_DIRECTORY));
      }
      assertThat(container.exec("ls", "/proc/self/fd").stdout()).isEqualTo("0\n1\n2\n3\n");
    } finally {
      for (InputStream file : open) {
        file.close();
      }
    }
  }

  @Test
  void whatTheFirstProcessMadeOfItselfIsNotPassedOn() throws Exception {
    String twisted =
        "export LD_PRELOAD=/evil.so PATH=/evil BASH_ENV=/evil; umask 0; cd /tmp; ulimit -n 10;"
            + " echo ready; exec /bin/sleep 1000";
    try (Container container = engine.start(engine.shell(twisted))) {
      awaitOutput(container, "ready\n");
      ExecResult result = container.exec("sh", "-c", "env; umask; ulimit -n; pwd");
      assertThat(result.stdout().lines())
          .containsExactlyInAnyOrder(
              "PATH=/bin:/usr/bin", "HOME=/root", "PWD=/", "SHLVL=1", "0022", "1024", "/");
    }
  }

  /**
   * With the power to mount, the first process moves to a view of its own: no host in it either.
   */
  @Test
  void aFirstProcessThatLeftItsMountNamespaceIsFollowedNowhereElse() throws Exception {
    ContainerBuilder builder =
        engine
            .shell("exec unshare -m sh -c 'mount -t tmpfs none /tmp; echo ready; exec sleep 1000'")
            .withCapAdd(Capability.SYS_ADMIN);
    String before = Files.readString(Path.of("/proc/self/mountinfo"));
    try (Container container = engine.start(builder)) {
      awaitOutput(container, "ready\n");
      assertThat(container.exec("readlink", "/proc/self/ns/mnt").stdout())
          .isEqualTo(container.exec("readlink", "/proc/1/ns/mnt").stdout());
      assertThat(container.exec("cat", "/proc/self/mountinfo").stdout().lines())
          .noneMatch(line -> line.contains("/proc/1/root") || line.contains(root.toString()));
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
    }
  }

  /** As a file system that the container serves, and that does not answer, would make it wait. */
  @Test
  void aSetUpThatIsHeldUpIsGivenUp() throws Exception {
    AtomicReference<@Nullable Container> held = new AtomicReference<>();
    Kernel real = new LinuxKernel();
    Kernel kernel =
        (Kernel)
            Proxy.newProxyInstance(
                HostileExecTest.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (_, method, arguments) -> {
                  @Nullable Container now =
                      method.getName().equals("send") ? held.getAndSet(null) : null;
                  if (now != null) {
                    now.pause();
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    try (TestEngine other = TestEngine.open(root.resolve("other"), kernel);
        Container container = other.start(other.command("sleep", "1000"))) {
      held.set(container);
      ExecSpec spec = ExecSpec.of("true").withTimeout(Duration.ofMillis(300));
      assertThatThrownBy(() -> container.exec(spec))
          .isInstanceOfSatisfying(
              ExecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
      container.unpause();
      assertThat(container.exec("true").code()).isZero();
    }
  }

  @Test
  void aContainerFullOfProcessesLetsNobodyInAndSaysSo() throws Exception {
    try (Container container = engine.start(engine.command("sleep", "1000").withPidsLimit(10))) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20; i++) {
                  container.execProcess(ExecSpec.of("sleep", "1000").withDetached());
                }
              })
          .isInstanceOfSatisfying(
              ExecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
          .hasMessageContaining("EAGAIN");
    }
  }
}
