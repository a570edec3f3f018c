package io.jcontainer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Container;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import io.jcontainer.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What copies of trees keep beside names and content: hard links, attributes of users. */
@ContainerTest
class TreeCopyTest {
  @TempDir Path root;
  @TempDir Path work;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  private static Object links(Path file) throws IOException {
    return Files.getAttribute(file, "unix:nlink");
  }

  @Test
  void namesOfOneFileStayNamesOfOneFile() throws Exception {
    Path tree = work.resolve("in");
    Files.createDirectories(tree.resolve("deep/er"));
    Files.writeString(tree.resolve("first"), "once");
    Files.createLink(tree.resolve("deep/er/second"), tree.resolve("first"));
    Files.createLink(tree.resolve("deep/third"), tree.resolve("first"));
    Files.writeString(tree.resolve("inside"), "a name of it is elsewhere");
    Files.createLink(work.resolve("outside"), tree.resolve("inside"));
    try (Container container = engine.start(engine.command("sleep", "1000"))) {
      CopyReport in = container.files().copyTo(CopySource.ofPath(tree), "/tree");
      assertThat(in.bytes()).isEqualTo("oncea name of it is elsewhere".length());
      assertThat(
              container
                  .exec("sh", "-c", "cd /tree; stat -c %h first deep/er/second deep/third inside")
                  .stdout())
          .isEqualTo("3\n3\n3\n1\n");
      container.files().copyFrom("/tree", work.resolve("out"));
      Path out = work.resolve("out");
      assertThat(links(out.resolve("first"))).isEqualTo(3);
      assertThat(inode(out.resolve("deep/er/second"))).isEqualTo(inode(out.resolve("first")));
      assertThat(inode(out.resolve("deep/third"))).isEqualTo(inode(out.resolve("first")));
      assertThat(out.resolve("deep/third")).hasContent("once");
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      container.files().archive("/tree", tar);
      container
          .files()
          .copyTo(CopySource.ofTar(new ByteArrayInputStream(tar.toByteArray())), "/again");
      assertThat(container.exec("sh", "-c", "cd /again; stat -c %h first deep/third").stdout())
          .isEqualTo("3\n3\n");
    }
  }

  @Test
  void aFileOfManyNamesIsReadOnce() throws Exception {
    try (Container container =
        engine.start(
            engine.shell(
                "mkdir /bomb; cd /bomb; dd if=/dev/zero of=0 bs=1024 count=1024 2>/dev/null;"
                    + "for i in $(seq 500); do ln 0 $i; done; sleep 1000"))) {
      while (!container.files().exists("/bomb/500")) {
        Thread.sleep(5);
      }
      CopyReport report = container.files().copyFrom("/bomb", work.resolve("out"));
      assertThat(report.files()).isEqualTo(501);
      assertThat(report.bytes()).isEqualTo(1 << 20);
      assertThat(links(work.resolve("out/250"))).isEqualTo(501);
    }
  }

  @Test
  void aVolumeIsFilledWithThemToo() throws Exception {
    Path there = Files.createDirectories(engine.busybox().layer().resolve("srv"));
    Files.writeString(there.resolve("a"), "x");
    Files.createLink(there.resolve("b"), there.resolve("a"));
    Files.setAttribute(there, "user:of", ByteBuffer.wrap("the top".getBytes(UTF_8)));
    engine.run(engine.command("true").withVolume(Volume.named("filled"), "/srv"));
    Path data = root.resolve("volumes/filled/data");
    assertThat(inode(data.resolve("a"))).isEqualTo(inode(data.resolve("b")));
    assertThat((byte[]) Files.getAttribute(data, "user:of")).asString().isEqualTo("the top");
  }

  @Test
  void attributesOfUsersAreKeptAndThoseOfOverlaysAreNot() throws Exception {
    Path tree = work.resolve("in");
    Files.createDirectories(tree.resolve("d"));
    Files.writeString(tree.resolve("file"), "x");
    byte[] large = new byte[3000];
    large[2999] = 9;
    Files.setAttribute(tree.resolve("file"), "user:large", ByteBuffer.wrap(large));
    Files.setAttribute(tree.resolve("d"), "user:overlay.opaque", ByteBuffer.wrap(new byte[] {'y'}));
    Files.setAttribute(tree.resolve("d"), "user:dir", ByteBuffer.wrap(new byte[] {1}));
    try (Container container = engine.create(engine.command("true"))) {
      container.files().copyTo(CopySource.ofPath(tree), "/tree");
      CopyReport report = container.files().copyFrom("/tree", work.resolve("out"));
      assertThat(report.skippedCount()).isZero();
    }
    assertThat((byte[]) Files.getAttribute(work.resolve("out/file"), "user:large"))
        .isEqualTo(large);
    assertThat((byte[]) Files.getAttribute(work.resolve("out/d"), "user:dir")).containsExactly(1);
    assertThat(Files.readAttributes(work.resolve("out/d"), "user:*")).containsOnlyKeys("dir");
  }
}
