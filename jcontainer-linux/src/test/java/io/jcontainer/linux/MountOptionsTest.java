package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.BindMode;
import io.jcontainer.BindOption;
import io.jcontainer.ByteSize;
import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of mounts, with a source that has mounts beneath it and is shared as systemd's are. */
@ContainerTest
class MountOptionsTest {
  @TempDir Path root;
  @TempDir Path shared;
  private TestEngine engine;
  private Path beneath;

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open(root);
    mount("--bind", shared.toString(), shared.toString());
    mount("--make-shared", shared.toString());
    beneath = Files.createDirectory(shared.resolve("beneath"));
    mount("-t", "tmpfs", "none", beneath.toString());
    Files.writeString(beneath.resolve("file"), "beneath");
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() throws Exception {
    engine.close();
    assertThat(new ProcessBuilder("umount", "-R", shared.toString()).inheritIO().start().waitFor())
        .isZero();
  }

  private static void mount(String... arguments) throws Exception {
    String[] line = new String[arguments.length + 1];
    line[0] = "mount";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void mountsBeneathABindAreNotShownUnlessAsked() throws Exception {
    assertThat(
            engine
                .run(engine.shell("ls /data/beneath").withBind(shared, "/data", BindMode.READ_ONLY))
                .stdout())
        .isEmpty();
  }

  @Test
  void aRecursiveBindIsReadOnlyAllTheWayDown() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("cat /data/beneath/file; touch /data/beneath/x; touch /data/y")
                .withBind(shared, "/data", BindMode.READ_ONLY, BindOption.RECURSIVE));
    assertThat(result.stdout()).isEqualTo("beneath");
    assertThat(result.stderr().lines()).hasSize(2).allMatch(l -> l.contains("Read-only"));
    assertThat(beneath.resolve("x")).doesNotExist();
  }

  @Test
  void aRecursiveBindIsWritableByTheContainersRootAllTheWayDown() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("touch /data/beneath/x /data/y && stat -c %u /data/beneath/x /data/y")
                .withBind(shared, "/data", BindMode.READ_WRITE, BindOption.RECURSIVE));
    assertThat(result.stdout()).isEqualTo("0\n0\n");
    assertThat(Files.getAttribute(beneath.resolve("x"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void programsOfABindWithoutExecutionDoNotRun() throws Exception {
    Files.copy(Path.of("/bin/busybox"), shared.resolve("true"));
    RunResult result =
        engine.run(
            engine
                .shell("/data/true")
                .withBind(shared, "/data", BindMode.READ_ONLY, BindOption.NO_EXEC));
    assertThat(result.exitStatus().code()).isEqualTo(126);
  }

  @Test
  void whatAContainerMountsDoesNotAppearOnTheHost() throws Exception {
    Path inside = Files.createDirectory(shared.resolve("inside"));
    for (BindOption[] options :
        new BindOption[][] {
          {}, {BindOption.RECURSIVE}, {BindOption.RECURSIVE, BindOption.FOLLOW_HOST_MOUNTS}
        }) {
      RunResult result =
          engine.run(
              engine
                  .shell("mount -t tmpfs none /data/inside && touch /data/inside/x && echo done")
                  .withCapAdd(Capability.SYS_ADMIN)
                  .withBind(shared, "/data", BindMode.READ_WRITE, options));
      assertThat(result.stdout()).as(result.stderr()).isEqualTo("done\n");
      assertThat(inside).isEmptyDirectory();
      assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
          .doesNotContain(inside.toString());
    }
  }

  @Test
  void laterMountsOfTheHostAppearIfAsked() throws Exception {
    Path later = Files.createDirectory(shared.resolve("later"));
    String wait = "until test -e /data/go; do sleep 0.01; done; ls /data/later";
    try (Container follows =
            engine.start(
                engine
                    .shell(wait)
                    .withBind(shared, "/data", BindMode.READ_ONLY, BindOption.FOLLOW_HOST_MOUNTS));
        Container does =
            engine.start(engine.shell(wait).withBind(shared, "/data", BindMode.READ_ONLY))) {
      mount("-t", "tmpfs", "none", later.toString());
      Files.writeString(later.resolve("late"), "");
      Files.writeString(shared.resolve("go"), "");
      follows.waitFor();
      does.waitFor();
      assertThat(follows.logs().stdoutText()).isEqualTo("late\n");
      assertThat(does.logs().stdoutText()).isEmpty();
    }
  }

  @Test
  void sharedMemoryHasTheSizeAskedFor() throws Exception {
    String size = "grep ' /dev/shm ' /proc/self/mounts";
    assertThat(engine.run(engine.shell(size)).stdout()).contains("size=65536k");
    assertThat(
            engine
                .run(engine.shell(size).withSharedMemorySize(ByteSize.ofBytes(1_000_000)))
                .stdout())
        .contains("size=980k");
  }

  @Test
  void aTmpfsHasTheModeAskedForAndABoundOnItsFiles() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell(
                    "stat -c %a /t; cd /t; seq 1 1100 | while read i; do touch $i || break; done"
                        + " 2> /dev/null; ls | wc -l")
                .withTmpfs("/t", ByteSize.ofMiB(1), 0700));
    assertThat(result.stdout()).isEqualTo("700\n1023\n");
  }
}
