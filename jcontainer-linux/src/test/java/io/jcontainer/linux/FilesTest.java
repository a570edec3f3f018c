package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerFiles;
import io.jcontainer.ContainerStateException;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import io.jcontainer.FileInfo;
import io.jcontainer.FileType;
import io.jcontainer.InvalidSpecException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ContainerTest
class FilesTest {
  @TempDir Path root;
  @TempDir Path host;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Container sleeping() {
    return engine.start(engine.command("sleep", "1000"));
  }

  private static String ended(Container container) throws InterruptedException {
    container.waitFor();
    return container.logs().stdoutText() + container.logs().stderrText();
  }

  @Test
  void whatIsCopiedBeforeTheStartIsThereAtTheStart() throws Exception {
    try (Container container =
        engine.create(
            engine.shell("cat /opt/app/greeting; stat -c '%u:%g %a' /opt/app/greeting /opt/app"))) {
      container.files().copyTo(CopySource.ofText("hello\n"), "/opt/app/greeting");
      container.start();
      assertThat(ended(container)).isEqualTo("hello\n0:0 644\n0:0 755\n");
    }
  }

  @Test
  void aRunningContainerSeesACompleteFileAtOnce() throws Exception {
    try (Container container =
        engine.start(
            engine.shell("until test -e /tmp/go; do sleep 0.01; done; cat /tmp/go | wc -c"))) {
      container.files().copyTo(CopySource.ofBytes(new byte[3_000_000]), "/tmp/go");
      assertThat(ended(container)).isEqualTo("3000000\n");
    }
  }

  @Test
  void ownersAndModesAreThoseOfInside() throws Exception {
    try (Container container =
        engine.create(engine.shell("stat -c '%u:%g %a' /x /y; cat /y").withUser("app"))) {
      CopyOptions options = CopyOptions.defaults().withOwner(1234, 77).withMode(0750);
      container.files().copyTo(CopySource.ofText("x"), "/x", options);
      Path file = Files.writeString(host.resolve("y"), "for app");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
      container
          .files()
          .copyTo(CopySource.ofPath(file), "/y", CopyOptions.defaults().withOwner(1234, 0));
      container.start();
      assertThat(ended(container)).isEqualTo("1234:77 750\n1234:0 400\nfor app");
    }
  }

  @Test
  void aTreeKeepsItsShapeModesAndTimes() throws Exception {
    Path tree = host.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    Files.writeString(tree.resolve("a/b/file"), "deep");
    Files.createSymbolicLink(tree.resolve("a/link"), Path.of("b/file"));
    Files.setPosixFilePermissions(
        tree.resolve("a/b/file"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(tree.resolve("a"), PosixFilePermissions.fromString("rwx------"));
    Files.setLastModifiedTime(
        tree.resolve("a"), java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(1_000_000)));
    assertThat(new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor())
        .isZero();
    try (Container container = engine.create(engine.command("true"))) {
      CopyReport in = container.files().copyTo(CopySource.ofPath(tree), "/new/tree");
      assertThat(in.files()).isEqualTo(1);
      assertThat(in.links()).isEqualTo(1);
      assertThat(in.directories()).isEqualTo(3);
      assertThat(in.bytes()).isEqualTo(4);
      assertThat(in.skipped()).containsExactly("/new/tree/pipe");
      container.start();
      container.waitFor();
      container.copyFrom("/new/tree", host.resolve("back"));
    }
    Path back = host.resolve("back");
    assertThat(back.resolve("a/b/file")).hasContent("deep");
    assertThat(Files.readSymbolicLink(back.resolve("a/link"))).isEqualTo(Path.of("b/file"));
    assertThat(Files.getPosixFilePermissions(back.resolve("a/b/file")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(Files.getLastModifiedTime(back.resolve("a")).toInstant())
        .isEqualTo(Instant.ofEpochSecond(1_000_000));
    assertThat(Files.getAttribute(back.resolve("a/b/file"), "unix:uid")).isEqualTo(0);
    assertThat(back.resolve("pipe")).doesNotExist();
  }

  @Test
  void aTreeIsMergedIntoADirectoryThatExists() throws Exception {
    Files.createDirectories(host.resolve("etc"));
    Files.writeString(host.resolve("etc/app.conf"), "1");
    try (Container container =
        engine.create(engine.shell("cat /etc/app.conf /etc/passwd | head -c 5"))) {
      container.copyTo(host.resolve("etc"), "/etc");
      container.start();
      assertThat(ended(container)).isEqualTo("1root");
    }
  }

  @Test
  void aResourceOfTheClassPathIsCopied() throws Exception {
    try (Container container = engine.create(engine.shell("head -c 200 /probe.c | wc -c"))) {
      container.files().copyTo(CopySource.ofResource(FilesTest.class, "probe.c"), "/probe.c");
      container.start();
      assertThat(ended(container)).isEqualTo("200\n");
    }
    assertThatThrownBy(() -> CopySource.ofResource(FilesTest.class, "none"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("none");
  }

  @Test
  void aStreamIsReadOnTheCallersThreadAndClosed() {
    boolean[] closed = {false};
    Thread[] reader = {null};
    InputStream stream =
        new FilterInputStream(
            new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            reader[0] = Thread.currentThread();
            return super.read(bytes, offset, length);
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    try (Container container = sleeping()) {
      container.files().copyTo(CopySource.ofStream(stream), "/tmp/streamed");
      assertThat(container.files().readBytes("/tmp/streamed", ByteSize.ofBytes(8)))
          .asString()
          .isEqualTo("streamed");
    }
    assertThat(closed[0]).isTrue();
    assertThat(reader[0]).isEqualTo(Thread.currentThread());
  }

  @Test
  void aStreamThatFailsLeavesNothing() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("torn");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("torn");
          }
        };
    try (Container container = sleeping()) {
      ContainerFiles files = container.files();
      assertThatThrownBy(() -> files.copyTo(CopySource.ofStream(broken), "/root/x"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("torn");
      assertThat(files.list("/root")).isEmpty();
    }
  }

  @Test
  void filesOfAnEndedContainerAreStillThere() throws Exception {
    try (Container container =
        engine.start(
            engine
                .shell("echo result > /result; echo kept > /scratch/kept")
                .withTmpfs("/scratch", ByteSize.ofMiB(1)))) {
      container.waitFor();
      container.copyFrom("/result", host.resolve("result"));
      container.copyFrom("/scratch/kept", host.resolve("kept"));
      assertThat(host.resolve("result")).hasContent("result\n");
      assertThat(host.resolve("kept")).hasContent("kept\n");
    }
  }

  @Test
  void mountsAreReachedBeforeTheStartAndWhileItRuns() throws Exception {
    try (Container container =
        engine.create(
            engine
                .shell("cat /scratch/before; until test -e /scratch/go; do sleep 0.01; done")
                .withTmpfs("/scratch", ByteSize.ofMiB(1)))) {
      container.files().copyTo(CopySource.ofText("early"), "/scratch/before");
      container.start();
      container.files().copyTo(CopySource.ofText(""), "/scratch/go");
      assertThat(ended(container)).isEqualTo("early");
    }
  }

  @Test
  void looksAtFilesWithoutOpeningThem() throws Exception {
    try (Container container =
        engine.start(
            engine.shell("cd /tmp && echo abc > f && ln -s f l && mknod p p && sleep 1000"))) {
      ContainerFiles files = container.files();
      while (!files.exists("/tmp/p")) {
        Thread.onSpinWait();
      }
      assertThat(files.list("/tmp"))
          .extracting(FileInfo::name, FileInfo::type)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("f", FileType.REGULAR),
              org.assertj.core.groups.Tuple.tuple("l", FileType.SYMLINK),
              org.assertj.core.groups.Tuple.tuple("p", FileType.SPECIAL));
      FileInfo link = files.stat("/tmp/l");
      assertThat(link.linkTarget()).contains("f");
      assertThat(link.uid()).isZero();
      assertThat(files.stat("/tmp/f").size()).isEqualTo(ByteSize.ofBytes(4));
      assertThat(files.exists("/tmp/none")).isFalse();
    }
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() throws Exception {
    try (Container container = sleeping()) {
      ContainerFiles files = container.files();
      assertThatThrownBy(() -> files.copyTo(CopySource.ofText("x"), "/etc"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("/etc")
          .hasMessageContaining("name the file itself");
      assertThatThrownBy(() -> files.copyTo(CopySource.ofText("x"), "relative"))
          .isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> files.copyTo(CopySource.ofText("x"), "/a/../b"))
          .isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> files.read("/none"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("ENOENT");
      assertThatThrownBy(() -> files.read("/etc"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("not a regular file");
      assertThatThrownBy(() -> files.readBytes("/etc/passwd", ByteSize.ofBytes(3)))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("more than 3 B");
      assertThatThrownBy(() -> container.copyTo(host.resolve("none"), "/x"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("must exist");
      assertThatThrownBy(() -> container.copyFrom("/etc/passwd", host.resolve("no/such")))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("directory must exist");
      assertThatThrownBy(
              () ->
                  files.copyFrom(
                      "/bin/busybox",
                      host.resolve("b"),
                      CopyOptions.defaults().withLimit(ByteSize.ofKiB(10))))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("limit");
      assertThat(host.toFile().list()).isEmpty();
      container.remove();
      assertThatThrownBy(() -> files.exists("/etc")).isInstanceOf(ContainerStateException.class);
    }
  }

  @Test
  void aReadOnlyRootRefusesCopies() {
    try (Container container = engine.create(engine.command("true").withReadOnlyRoot())) {
      assertThatThrownBy(() -> container.files().copyTo(CopySource.ofText("x"), "/x"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("EROFS");
    }
  }

  @Test
  void aContainerThatIsNeverStartedLeavesNothing() {
    try (Container container = engine.create(engine.command("true"))) {
      container.files().copyTo(CopySource.ofText("x"), "/x");
    }
    engine.close();
    assertThat(root.resolve("run")).isEmptyDirectory();
  }

  @Test
  void aStartThatFailsAfterACopyLeavesNothing() {
    Container container = engine.create(engine.command("/no/such"));
    container.files().copyTo(CopySource.ofText("x"), "/x");
    assertThatThrownBy(container::start).isInstanceOf(io.jcontainer.StartException.class);
    assertThatThrownBy(() -> container.files().exists("/x"))
        .isInstanceOf(ContainerStateException.class);
  }

  @Test
  void anInterruptedCopyEndsAndSaysSo() throws Exception {
    try (Container container = sleeping()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> container.copyFrom("/bin", host.resolve("bin")))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
