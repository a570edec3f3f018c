package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Capability;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExecResult;
import io.jcontainer.JContainer;
import io.jcontainer.LandlockMode;
import io.jcontainer.LogLine;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.RunResult;
import io.jcontainer.SandboxResult;
import io.jcontainer.SecurityOptions;
import io.jcontainer.TerminalSize;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the second wall holds when the first does not. */
@ContainerTest
@Requires({Requirement.GCC, Requirement.LANDLOCK})
@Tag("second-kernel")
class LandlockTest {
  private static final SecurityOptions WALLED =
      SecurityOptions.defaults().withLandlock(LandlockMode.REQUIRED);

  /** The most walls of a process: {@code LANDLOCK_MAX_NUM_LAYERS}. */
  private static final int MOST_LAYERS = 16;

  @TempDir static Path tools;

  @TempDir Path root;
  @TempDir Path shared;
  private TestEngine engine;

  @BeforeAll
  static void compile() throws Exception {
    Probe.compile(tools, "walls.c");
  }

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open(root);
    Files.copy(tools.resolve("walls"), engine.busybox().layer().resolve("bin/walls"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ContainerBuilder secured(ContainerBuilder builder, LandlockMode mode) {
    return builder.withSecurity(SecurityOptions.defaults().withLandlock(mode));
  }

  private Map<String, String> report(ContainerBuilder builder) throws InterruptedException {
    return Probe.parse(engine.run(builder).stdout());
  }

  @ParameterizedTest
  @EnumSource
  void oneWallIsAroundWhoeverAsksForIt(LandlockMode mode) throws Exception {
    int own = mode == LandlockMode.NONE ? 0 : 1;
    assertThat(report(secured(engine.command("walls", "layers"), mode)))
        .containsEntry("layers", String.valueOf(MOST_LAYERS - own))
        .containsEntry("end", "E2BIG");
  }

  @Test
  void aFurtherCommandHasOneToo() throws Exception {
    try (Container container =
        engine.start(engine.command("sleep", "60").withSecurity(WALLED).withInit())) {
      assertThat(Probe.parse(container.exec("walls", "layers").stdout()))
          .containsEntry("layers", String.valueOf(MOST_LAYERS - 1));
    }
  }

  @Test
  void aJobHasOneWithoutAsking() throws Exception {
    engine.close();
    Path other = root.resolve("other");
    BusyboxImage image = BusyboxImage.in(other);
    Files.copy(tools.resolve("walls"), image.layer().resolve("bin/walls"));
    try (JContainer jobs = JContainer.open(Config.defaults().withRoot(other))) {
      SandboxResult result = jobs.sandbox(jobs.hostImage()).run("walls", "layers");
      assertThat(Probe.parse(result.stdout()))
          .containsEntry("layers", String.valueOf(MOST_LAYERS - 1));
    }
  }

  /** With the power to mount, so that nothing but the wall says no. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "REQUIRED"})
  void nothingIsMounted(LandlockMode mode) throws Exception {
    ContainerBuilder builder =
        secured(engine.command("sleep", "60"), mode).withCapAdd(Capability.SYS_ADMIN);
    try (Container container = engine.start(builder)) {
      for (String script :
          new String[] {
            "mount -t tmpfs none /tmp",
            "mount -o bind /etc /tmp",
            "mount -o remount,bind,ro /dev/shm",
            "umount /dev/shm"
          }) {
        ExecResult result = container.exec("/bin/sh", "-c", script);
        boolean walled = mode == LandlockMode.REQUIRED;
        assertThat(result.exitStatus().isSuccess()).as(script).isNotEqualTo(walled);
        if (walled) {
          assertThat(result.stderr()).as(script).containsIgnoringCase("permi");
        }
      }
    }
  }

  /** As if a descriptor of the host had been left open. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "REQUIRED"})
  void aDescriptorOfTheHostLeadsNowhere(LandlockMode mode) throws Exception {
    Path secrets = Files.createDirectory(root.resolve("host-directory"));
    Files.writeString(secrets.resolve("secret"), "secret");
    open(secrets);
    open(shared);
    ContainerBuilder builder =
        secured(engine.command("walls", "take", "/shared/socket"), mode)
            .withBind(shared, "/shared", BindMode.READ_WRITE);
    try (Container container = engine.start(builder)) {
      try (LogReader lines = container.logs(LogQuery.all().withFollow())) {
        assertThat(Objects.requireNonNull(lines.next()).text()).isEqualTo("ready");
        Process giver =
            new ProcessBuilder(
                    tools.resolve("walls").toString(),
                    "give",
                    shared.resolve("socket").toString(),
                    secrets.toString())
                .inheritIO()
                .start();
        assertThat(giver.waitFor()).isZero();
        Map<String, String> report =
            Probe.parse(lines.lines().map(LogLine::text).collect(Collectors.joining("\n")));
        String answer = mode == LandlockMode.NONE ? "yes" : "EACCES";
        Map<String, String> expected = new LinkedHashMap<>();
        for (String what : new String[] {"read", "write", "make", "list", "remove"}) {
          expected.put(what, answer);
        }
        assertThat(report).isEqualTo(expected);
      }
    }
    assertThat(Files.exists(secrets.resolve("made"))).isEqualTo(mode == LandlockMode.NONE);
  }

  /** For everybody, as the container's root is nobody to the host. */
  private static void open(Path directory) throws Exception {
    assertThat(new ProcessBuilder("chmod", "-R", "a+rwX", directory.toString()).start().waitFor())
        .isZero();
  }

  /** Somebody on the host makes the mount writable, as a hole in the first wall would. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "REQUIRED"})
  void aReadOnlyRootStaysThatWhenItsMountDoesNot(LandlockMode mode) throws Exception {
    ContainerBuilder builder =
        secured(engine.command("sleep", "60"), mode)
            .withReadOnlyRoot()
            .withTmpfs("/tmp", ByteSize.ofMiB(1));
    try (Container container = engine.start(builder)) {
      String touch = "touch /etc/made";
      assertThat(container.exec("/bin/sh", "-c", touch).stderr()).contains("Read-only");
      Process remount =
          new ProcessBuilder(
                  "nsenter",
                  "--target",
                  String.valueOf(container.pid()),
                  "--mount",
                  "--pid",
                  "/bin/mount",
                  "-o",
                  "remount,rw",
                  "/")
              .inheritIO()
              .start();
      assertThat(remount.waitFor()).isZero();
      ExecResult result = container.exec("/bin/sh", "-c", touch);
      if (mode == LandlockMode.NONE) {
        assertThat(result.exitStatus().isSuccess()).as(result.stderr()).isTrue();
      } else {
        assertThat(result.stderr()).contains("Permission denied");
      }
    }
  }

  /** Everything that is usual, in front of the wall and behind it. */
  @Test
  void whatMayBeWrittenIsWritten() throws Exception {
    Path file = Files.writeString(shared.resolve("file"), "old");
    Path other = Files.writeString(shared.resolve("other"), "old");
    open(shared);
    String script =
        """
        set -e
        echo new > /file
        mkdir -p /tmp/a /tmp/b && echo x > /tmp/a/x && mv /tmp/a/x /tmp/b/y && ln /tmp/b/y /tmp/a/z
        : > /tmp/b/y && rm -r /tmp/a
        echo x > /dev/shm/x && echo x > /dev/null && head -c 4 /dev/zero > /tmp/zeros
        echo box > /proc/self/comm
        ls / /etc /proc/self/fd > /tmp/list && cat /etc/passwd > /tmp/passwd
        if echo new > /etc/passwd; then exit 8; fi
        if echo new > /other; then exit 9; fi
        """;
    ContainerBuilder builder =
        engine
            .shell(script)
            .withSecurity(WALLED)
            .withReadOnlyRoot()
            .withTmpfs("/tmp", ByteSize.ofMiB(1))
            .withBind(file, "/file", BindMode.READ_WRITE)
            .withBind(other, "/other", BindMode.READ_ONLY);
    RunResult result = engine.run(builder);
    assertThat(result.exitStatus().isSuccess()).as(result.stderr()).isTrue();
    assertThat(file).hasContent("new");
    assertThat(other).hasContent("old");
    try (Container container = engine.start(builder.withCommand("sleep", "60").withInit())) {
      ExecResult again = container.exec("/bin/sh", "-c", script);
      assertThat(again.exitStatus().isSuccess()).as(again.stderr()).isTrue();
    }
  }

  @Test
  void aTerminalWorksBehindIt() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("busybox stty size < /dev/tty && busybox tty")
                .withSecurity(WALLED)
                .withReadOnlyRoot()
                .withTerminal(new TerminalSize(100, 30)));
    assertThat(result.stdout()).contains("30 100").contains("/dev/");
  }
}
