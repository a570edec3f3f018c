package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import io.jcontainer.FileChange;
import io.jcontainer.FileChange.Kind;
import io.jcontainer.Volume;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences, and tar streams as the system's own tar reads them. */
@ContainerTest
class DiffExportTest {
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

  private Container ended(String script) throws Exception {
    Container container = engine.start(engine.shell(script));
    container.waitFor();
    assertThat(container.logs().stderrText()).isEmpty();
    return container;
  }

  @Test
  void nothingHasChangedInAContainerThatDidNothing() throws Exception {
    try (Container container = ended("true");
        Container created = engine.create(engine.command("true"))) {
      assertThat(container.files().diff()).isEmpty();
      assertThat(created.files().diff()).isEmpty();
    }
  }

  @Test
  void additionsChangesAndDeletionsAreTold() throws Exception {
    Path layer = engine.busybox().layer();
    Files.createDirectories(layer.resolve("opt/app/lib"));
    Files.writeString(layer.resolve("opt/app/lib/a"), "a");
    Files.writeString(layer.resolve("opt/app/lib/b"), "b");
    Files.createDirectories(layer.resolve("srv/kept"));
    try (Container container =
        ended(
            "echo x >> /etc/passwd; rm /etc/group; mkdir -p /new/dir; touch /new/dir/f;"
                + " rm -r /opt/app/lib; mkdir /opt/app/lib; touch /opt/app/lib/b; chmod 700 /srv;"
                + " rm /bin/ls; mkdir /bin/ls; touch /tmp/t; rm /tmp/t; ln -s x /root/link")) {
      assertThat(container.files().diff())
          .containsExactly(
              new FileChange(Kind.CHANGED, "/bin"),
              new FileChange(Kind.CHANGED, "/bin/ls"),
              new FileChange(Kind.CHANGED, "/etc"),
              new FileChange(Kind.DELETED, "/etc/group"),
              new FileChange(Kind.CHANGED, "/etc/passwd"),
              new FileChange(Kind.ADDED, "/new"),
              new FileChange(Kind.ADDED, "/new/dir"),
              new FileChange(Kind.ADDED, "/new/dir/f"),
              new FileChange(Kind.CHANGED, "/opt"),
              new FileChange(Kind.CHANGED, "/opt/app"),
              new FileChange(Kind.CHANGED, "/opt/app/lib"),
              new FileChange(Kind.DELETED, "/opt/app/lib/a"),
              new FileChange(Kind.CHANGED, "/opt/app/lib/b"),
              new FileChange(Kind.CHANGED, "/root"),
              new FileChange(Kind.ADDED, "/root/link"),
              new FileChange(Kind.CHANGED, "/srv"));
    }
  }

  @Test
  void whatWasCopiedInIsADifference() {
    try (Container container = engine.create(engine.command("true"))) {
      container.files().copyTo(CopySource.ofText("x"), "/opt/x");
      assertThat(container.files().diff())
          .containsExactly(
              new FileChange(Kind.ADDED, "/opt"), new FileChange(Kind.ADDED, "/opt/x"));
    }
  }

  private Path tar(Container container, String path) throws IOException {
    Path file = host.resolve("archive.tar");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      container.files().archive(path, out);
    }
    return file;
  }

  private String tarSays(String... arguments) throws Exception {
    Process process = new ProcessBuilder(arguments).directory(host.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isZero();
    assertThat(err).isEmpty();
    return out;
  }

  @Test
  void anArchiveIsWhatTarReads() throws Exception {
    String deep = "a-directory-name-of-thirty-chars/".repeat(8);
    try (Container container =
        ended(
            "mkdir -p /a/"
                + deep
                + "; echo deep > /a/"
                + deep
                + "file; cd /a; echo ü > 'ü name'; ln -s target-"
                + "x".repeat(150)
                + " link; echo own > own; chown 1234:77 own; chmod 4710 own; touch empty;"
                + " dd if=/dev/zero of=sparse bs=1 count=1 seek=5000000000 2> /dev/null;"
                + " echo middle | dd of=sparse bs=1 seek=1000000 conv=notrunc 2> /dev/null;"
                + " mknod pipe p; head -c 100000 /bin/busybox > data")) {
      Path file = host.resolve("archive.tar");
      try (OutputStream out = Files.newOutputStream(file)) {
        CopyReport report = container.files().archive("/a", out);
        assertThat(report.skipped()).containsExactly("/a/pipe");
        assertThat(report.files()).isEqualTo(6);
      }
      assertThat(Files.size(file)).isLessThan(1 << 20);
      assertThat(tarSays("tar", "--numeric-owner", "-tvf", "archive.tar"))
          .contains("-rws--x--- 1234/77", "drwxr-xr-x 0/0", " 5000000001 ", deep + "file");
      Files.createDirectory(host.resolve("x"));
      tarSays("tar", "-xf", "archive.tar", "-C", "x");
      assertThat(host.resolve("x").resolve(deep).resolve("file")).hasContent("deep\n");
      assertThat(host.resolve("x/ü name")).hasContent("ü\n");
      assertThat(Files.readSymbolicLink(host.resolve("x/link")).toString()).hasSize(157);
      assertThat(Files.size(host.resolve("x/sparse"))).isEqualTo(5_000_000_001L);
      try (var sparse = Files.newByteChannel(host.resolve("x/sparse"))) {
        var middle = java.nio.ByteBuffer.allocate(7);
        sparse.position(1_000_000).read(middle);
        assertThat(new String(middle.array(), StandardCharsets.US_ASCII)).isEqualTo("middle\n");
      }
      container.copyFrom("/a/data", host.resolve("data"));
      assertThat(host.resolve("x/data")).hasSameBinaryContentAs(host.resolve("data"));
    }
  }

  @Test
  void anExportIsTheImageWithItsChangesAndWithoutMounts() throws Exception {
    try (Container container =
        engine.start(
            engine
                .shell("rm /etc/group; touch /v/inside /t/inside /new; sleep 1000")
                .withVolume(Volume.anonymous(), "/v")
                .withBind(host, "/h", BindMode.READ_ONLY)
                .withTmpfs("/t", ByteSize.ofMiB(1)))) {
      while (!container.files().exists("/new")) {
        Thread.sleep(2);
      }
      Path file = host.resolve("export.tar");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        container.files().export(out);
      }
      assertThat(tarSays("tar", "-tf", "export.tar").lines())
          .contains("./", "new", "etc/passwd", "bin/busybox", "bin/sh", "v/", "t/", "h/", "proc/")
          .doesNotContain("etc/group")
          .noneMatch(line -> line.matches("(v|t|h|proc|sys|dev)/.+"));
      tar(container, "/v");
      assertThat(tarSays("tar", "-tf", "archive.tar")).isEqualTo("./\ninside\n");
      tar(container, "/etc/passwd");
      assertThat(tarSays("tar", "-tf", "archive.tar")).isEqualTo("passwd\n");
    }
  }

  @Test
  void aFileThatShrinksDoesNotBreakTheStream() throws Exception {
    try (Container container =
        engine.start(
            engine.shell(
                "mkdir /a; while true; do head -c 3000000 /dev/zero > /a/f; echo > /a/f; done"))) {
      for (int i = 0; i < 50; i++) {
        try {
          tar(container, "/a");
        } catch (ContainerFileException e) {
          assertThat(e).hasMessageContaining("ENOENT");
          continue;
        }
        tarSays("tar", "-tvf", "archive.tar");
      }
    }
  }

  @Test
  void aStreamThatFailsEndsTheArchive() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("no space");
          }
        };
    try (Container container = engine.create(engine.command("true"))) {
      assertThatThrownBy(() -> container.files().export(full))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("no space");
    }
  }
}
