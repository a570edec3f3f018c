package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ContainerTest
class MountsTest {
  @TempDir Path root;
  @TempDir Path shared;
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
  void aReadWriteBindIsTheHostsDirectory() throws Exception {
    Files.writeString(shared.resolve("in"), "from the host");
    RunResult result =
        engine.run(
            engine
                .shell("cat /data/in; echo from inside > /data/out; stat -c %u:%g /data/in")
                .withBind(shared, "/data", BindMode.READ_WRITE));
    assertThat(result.stdout()).isEqualTo("from the host0:0\n");
    assertThat(shared.resolve("out")).hasContent("from inside\n");
    assertThat(Files.getAttribute(shared.resolve("out"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void aReadOnlyBindRefusesWrites() throws Exception {
    Files.writeString(shared.resolve("in"), "as it was");
    RunResult result =
        engine.run(
            engine
                .shell("echo x > /data/in; touch /data/new; rm /data/in; mount -o remount,rw /data")
                .withBind(shared, "/data", BindMode.READ_ONLY));
    assertThat(result.exitStatus().isSuccess()).isFalse();
    assertThat(result.stderr()).contains("Read-only file system");
    assertThat(shared.resolve("in")).hasContent("as it was");
    assertThat(shared.resolve("new")).doesNotExist();
  }

  @Test
  void aFileCanBeBoundToAPathThatTheImageLacks() throws Exception {
    Path file = Files.writeString(shared.resolve("settings"), "answer=42");
    RunResult result =
        engine.run(
            engine
                .command("cat", "/opt/app/settings")
                .withBind(file, "/opt/app/settings", BindMode.READ_ONLY));
    assertThat(result.stdout()).isEqualTo("answer=42");
  }

  @Test
  void aTmpfsHoldsWhatItIsGivenAndNoMore() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell(
                    "grep ' /scratch ' /proc/self/mounts; stat -c %a /scratch;"
                        + " head -c 2000000 /dev/zero > /scratch/big; stat -c %s /scratch/big")
                .withTmpfs("/scratch", ByteSize.ofMiB(1)));
    assertThat(result.stdout()).contains("tmpfs", "nosuid,nodev", "size=1024k", "1777", "1048576");
    assertThat(result.stderr()).contains("head:");
  }

  @Test
  void aReadOnlyRootRefusesWritesAndItsMountsDoNot() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("touch /x; touch /etc/x; touch /scratch/x && touch /dev/shm/x && echo fine")
                .withReadOnlyRoot()
                .withTmpfs("/scratch", ByteSize.ofMiB(1)));
    assertThat(result.stdout()).isEqualTo("fine\n");
    assertThat(result.stderr().lines()).hasSize(2).allMatch(l -> l.contains("Read-only"));
  }

  @Test
  void writesGoToTheContainerAndNotToTheImage() throws Exception {
    engine.run(engine.shell("echo changed > /etc/passwd; rm /bin/ls; echo new > /new"));
    assertThat(engine.busybox().layer().resolve("bin/ls")).isSymbolicLink();
    assertThat(engine.busybox().layer().resolve("new")).doesNotExist();
    assertThat(engine.run(engine.command("cat", "/etc/passwd")).stdout()).startsWith("root:x:0:0");
  }

  @Test
  void setuidProgramsOfABindGiveNothing() throws Exception {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path program = Files.copy(Path.of("/bin/busybox"), shared.resolve("id"));
    Files.setAttribute(program, "unix:mode", 0104755);
    RunResult result =
        engine.run(
            engine
                .command("/data/id", "-u")
                .withUser("app")
                .withBind(shared, "/data", BindMode.READ_ONLY));
    assertThat(result.stdout()).isEqualTo("1234\n");
  }

  @Test
  void aDeviceNodeOfTheImageDoesNotWork() throws Exception {
    Path node = engine.busybox().layer().resolve("dev-kmsg");
    Process mknod =
        new ProcessBuilder("mknod", "-m", "666", node.toString(), "c", "1", "11").start();
    assertThat(mknod.waitFor()).isZero();
    RunResult result = engine.run(engine.shell("head -c 1 /dev-kmsg"));
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("Permission denied");
  }

  @Test
  void theHostNameIsInTheHostsFile() throws Exception {
    RunResult result =
        engine.run(
            engine.shell("hostname; cat /etc/hostname /etc/hosts").withHostname("db.example"));
    assertThat(result.stdout())
        .startsWith("db.example\ndb.example\n127.0.0.1\tlocalhost\n")
        .contains("127.0.1.1\tdb.example\n");
  }
}
