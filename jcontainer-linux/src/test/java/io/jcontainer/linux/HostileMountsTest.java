package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerState;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopySource;
import io.jcontainer.ExecSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.JContainerException;
import io.jcontainer.LogFile;
import io.jcontainer.StartException;
import io.jcontainer.TerminalSize;
import io.jcontainer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that work on what the runtime mounts, copies and writes (security tables 1A, 1B). */
class HostileMountsTest extends HostileCorpus {
  private static final int ROUNDS = 40;

  @TempDir Path canary;

  private ContainerBuilder shell(String script) {
    return engine.container(engine.hostImage()).withCommand("sh", "-c", script);
  }

  private Container ready(ContainerBuilder builder) throws InterruptedException {
    Container container = builder.start();
    while (!container.logs().stdoutText().contains("ready")) {
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      Thread.sleep(2);
    }
    return container;
  }

  private String output(ContainerBuilder builder) throws InterruptedException {
    try (Container container = builder.start()) {
      container.waitFor();
      return container.logs().stdoutText();
    }
  }

  /** Names, modes and content of what lies on the host beside the engine. */
  private Map<String, String> canaryNow() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(canary)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String content = Files.isRegularFile(file) ? Files.readString(file) : "";
        found.put(file.toString(), Files.getAttribute(file, "unix:mode") + content);
      }
    }
    return found;
  }

  private static List<String> mountPoints(Container container) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + container.pid() + "/mountinfo")).stream()
        .map(line -> line.split(" ")[4])
        .toList();
  }

  /** A4: what hides a path is a null device that the runtime made, not the image's. */
  @Test
  void masksAreOfTheRuntimesMaking() throws Exception {
    Path dev = Files.createDirectories(BusyboxImage.in(root).layer().resolve("dev"));
    Files.createSymbolicLink(dev.resolve("null"), Path.of("/proc/sys/kernel/core_pattern"));
    String said = output(shell("stat -c '%t:%T' /dev/null /proc/keys /proc/timer_list"));
    assertThat(said.lines()).isNotEmpty().allMatch("1:3"::equals);
  }

  /** A5: a terminal is the runtime's own, whatever lies where it is shown. */
  @ParameterizedTest
  @ValueSource(strings = {"dev/console", "dev/pts", "dev/ptmx", "dev/tty"})
  void aTerminalIsOfTheRuntimesMaking(String place) throws Exception {
    Path link = BusyboxImage.in(root).layer().resolve(place);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, canary);
    Map<String, String> before = canaryNow();
    String said =
        output(
            shell("readlink /proc/self/fd/0; stat -c %t /dev/tty /proc/self/fd/0; mount")
                .withTerminal(TerminalSize.DEFAULT));
    assertThat(said).startsWith("/dev/pts/").doesNotContain(canary.toString());
    assertThat(canaryNow()).isEqualTo(before);
  }

  /** A6: nothing is shown where the kernel's file systems are. */
  @ParameterizedTest
  @ValueSource(strings = {"/proc", "/proc/self/attr", "/sys/fs", "/dev", "/dev/pts"})
  void nothingReplacesTheKernelsFileSystems(String target) {
    assertThatThrownBy(() -> shell("true").withVolume(Volume.named("v"), target))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("is not replaced");
  }

  /** A7, A8: somebody swaps the directory that a mount goes beneath while containers start. */
  @Test
  void mountTargetsThatAreSwappedLeadNowhereElse() throws Exception {
    Volume shared = Volume.named("shared");
    Files.createDirectories(canary.resolve("sub"));
    Map<String, String> before = canaryNow();
    String swap =
        "mkdir -p /v/a/sub; ln -s ../../../../../../../..%s /v/b; echo ready;".formatted(canary);
    Probe.compile(tools, "trick.c");
    Files.copy(tools.resolve("trick"), BusyboxImage.in(root).layer().resolve("bin/trick"));
    int started = 0;
    try (Container attacker =
        ready(shell(swap + " exec trick exchange /v/a /v/b").withVolume(shared, "/v"))) {
      for (int i = 0; i < ROUNDS; i++) {
        try (Container container =
            shell("echo x > /v/a/sub/own; sleep 100")
                .withVolume(shared, "/v")
                .withTmpfs("/v/a/sub", ByteSize.ofMiB(1))
                .start()) {
          started++;
          assertThat(mountPoints(container))
              .allMatch(point -> point.matches("/(v(/.*)?|proc.*|sys.*|dev.*|etc/.*|tmp.*)?"));
        } catch (StartException refused) {
          assertThat(refused).hasMessageContaining("/v/a/sub");
        }
      }
      assertThat(attacker.state()).isEqualTo(ContainerState.RUNNING);
    }
    assertThat(started).isPositive();
    assertThat(canaryNow()).isEqualTo(before);
  }

  /** A11, A12: no control group of the host can be written to, and none be mounted. */
  @Test
  void controlGroupsAreOutOfReach() throws Exception {
    String said =
        output(
            shell(
                "find / -name release_agent -o -name cgroup.procs 2>/dev/null | while read f; do"
                    + " echo 0 2>/dev/null > $f && echo WROTE $f; done; unshare -Urm true || echo"
                    + " no; unshare -C true || echo no; mount -t cgroup -o memory x /tmp || echo"
                    + " no; mount -t cgroup2 x /tmp || echo no"));
    assertThat(said).isEqualTo("no\n".repeat(4));
  }

  /** A20: a container and a command in it are in their groups, in every hierarchy. */
  @Test
  void everyProcessIsInItsGroups() throws Exception {
    try (Container container = shell("sleep 100").withMemoryLimit(ByteSize.ofMiB(32)).start()) {
      var command = container.execProcess("sleep", "100");
      for (long pid : new long[] {container.pid(), command.pid()}) {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
        assertThat(
                lines.stream()
                    .filter(line -> line.matches("\\d+:(.*,)?(memory|pids|cpu)[,:].*|0::.*")))
            .isNotEmpty()
            .allMatch(line -> line.contains("/" + container.id().value()));
      }
    }
  }

  /** A21: no device but those that every container has. */
  @Test
  void noOtherDeviceCanBeMadeOrOpened() throws Exception {
    String said =
        output(
            shell(
                "find /dev -type c -o -type b | xargs stat -c '%n %t:%T' | sort; for m in $(seq 1"
                    + " 260); do mknod /tmp/c c $m 1 2>/dev/null && echo MADE c $m; mknod /tmp/b b"
                    + " $m 0 2>/dev/null && echo MADE b $m; done"));
    assertThat(said.lines().filter(line -> !line.startsWith("/dev/pts")))
        .containsExactlyInAnyOrder(
            "/dev/full 1:7",
            "/dev/null 1:3",
            "/dev/random 1:8",
            "/dev/tty 5:0",
            "/dev/urandom 1:9",
            "/dev/zero 1:5");
  }

  /** A26: nobody but root comes near the files of containers. */
  @Test
  void theEnginesDirectoriesAreClosedToOthers() throws Exception {
    try (Container container = shell("echo x > /tmp/x; sleep 100").start()) {
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      List<String> open = new ArrayList<>();
      try (Stream<Path> tops = Files.list(root)) {
        for (Path top : (Iterable<Path>) tops::iterator) {
          int mode = (Integer) Files.getAttribute(top, "unix:mode");
          boolean layers = top.endsWith("layers"); // this test's own
          if (!layers && Files.isDirectory(top) && (mode & 0007) != 0) {
            open.add(top + " " + Integer.toOctalString(mode));
          }
        }
      }
      assertThat(open).isEmpty();
    }
  }

  /** A27: the library listens nowhere. */
  @Test
  void nobodyListens() throws Exception {
    try (Container container = shell("sleep 100").start()) {
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      List<String> own = new ArrayList<>();
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
        for (Path each : (Iterable<Path>) descriptors::iterator) {
          if (Files.isSymbolicLink(each)) {
            own.add(Files.readSymbolicLink(each).toString());
          }
        }
      }
      for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
        String[] columns = line.strip().split("\\s+");
        if (own.contains("socket:[" + columns[6] + "]")) {
          assertThat(columns[3]).as(line).isNotEqualTo("00010000");
          assertThat(line).doesNotContain("@");
        }
      }
    }
  }

  /** B4, B5: a volume's directory is swapped, and modes are set, while files are copied. */
  @Test
  void copiesIntoAVolumeStayInIt() throws Exception {
    Files.createDirectories(canary.resolve("t"));
    Files.writeString(canary.resolve("t/f"), "of the host");
    Map<String, String> before = canaryNow();
    List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
    Probe.compile(tools, "trick.c");
    Files.copy(tools.resolve("trick"), BusyboxImage.in(root).layer().resolve("bin/trick"));
    String prepare =
        "mkdir -p /v/a/t; ln -s ../../../../../../../..%s /v/b; echo ready;".formatted(canary);
    try (Container container =
        ready(
            shell(prepare + " exec trick exchange /v/a /v/b")
                .withVolume(Volume.named("v"), "/v"))) {
      int good = 0;
      for (int i = 0; i < 5 * ROUNDS; i++) {
        try {
          container
              .files()
              .copyTo(
                  CopySource.ofText("inside"), "/v/a/t/f", CopyOptions.defaults().withMode(0777));
          good++;
        } catch (ContainerFileException e) {
          assertThat(e).hasMessageContaining("/v/a/t/f");
        }
      }
      assertThat(good).isPositive();
    }
    assertThat(canaryNow()).isEqualTo(before);
    assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
  }

  /** B8: a log is not written through a link that somebody planted at its name. */
  @Test
  void aLogIsNotWrittenThroughALink() throws Exception {
    Path target = Files.writeString(canary.resolve("target"), "of the host");
    Path log = Files.createSymbolicLink(canary.resolve("log"), target);
    assertThatThrownBy(
            () -> shell("echo x").withLogFile(new LogFile(log, ByteSize.ofMiB(1), 2)).start())
        .isInstanceOf(JContainerException.class)
        .hasMessageContaining("log");
    assertThat(target).hasContent("of the host");
  }

  /** B9: text of others reaches no terminal as it is. */
  @Test
  void messagesHoldNoControlCharacters() throws Exception {
    String evil = "\033]0;owned\007\nfake line";
    List<Throwable> thrown = new ArrayList<>();
    try (Container container = shell("sleep 100").start()) {
      thrown.add(catching(() -> shell("true").withUser(evil)));
      thrown.add(catching(() -> shell("true").withHostname(evil)));
      thrown.add(catching(() -> shell("true").withEnv(evil + "=", "x")));
      thrown.add(
          catching(() -> shell("true").withBind(root, "/" + evil + "/..", BindMode.READ_ONLY)));
      thrown.add(catching(() -> engine.container(engine.hostImage()).withCommand(evil).start()));
      thrown.add(catching(() -> container.exec(ExecSpec.of(evil))));
      thrown.add(catching(() -> container.files().readBytes("/" + evil, ByteSize.ofKiB(1))));
      thrown.add(catching(() -> container.files().readBytes(evil, ByteSize.ofKiB(1))));
    }
    assertThat(thrown)
        .hasSize(8)
        .allSatisfy(
            each -> {
              assertThat(each).isInstanceOf(JContainerException.class);
              assertThat(each.getMessage()).doesNotContain("\033", "\007", "\n");
            });
  }

  private interface Action {
    Object run() throws Exception;
  }

  private static Throwable catching(Action action) {
    try {
      return new AssertionError("it did not fail: " + action.run());
    } catch (Exception e) {
      return e;
    }
  }
}
