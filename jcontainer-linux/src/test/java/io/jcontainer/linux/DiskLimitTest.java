package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerFileException;
import io.jcontainer.CopySource;
import io.jcontainer.DiskUsage;
import io.jcontainer.FileChange;
import io.jcontainer.InvalidSpecException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ContainerTest
class DiskLimitTest {
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

  @Test
  void aHugeFileMeetsTheLimitAndTheVerdictSaysSo() throws Exception {
    try (Container container =
        engine.start(
            engine
                .shell("dd if=/dev/zero of=/big bs=64k count=200; stat -c %s /big")
                .withDiskLimit(ByteSize.ofMiB(2)))) {
      container.waitFor();
      assertThat(container.logs().stderrText()).contains("No space left on device");
      assertThat(Long.parseLong(container.logs().stdoutText().strip()))
          .isBetween(1L << 20, 2L << 20);
      DiskUsage usage = container.files().diskUsage().orElseThrow();
      assertThat(usage.full()).isTrue();
      assertThat(usage.limit()).isEqualTo(ByteSize.ofMiB(2));
    }
  }

  @Test
  void aMillionSmallFilesMeetTheLimitToo() throws Exception {
    try (Container container =
        engine.start(
            engine
                .shell("mkdir /a; cd /a; seq 1 1200 | while read i; do touch $i || break; done")
                .withDiskLimit(ByteSize.ofMiB(1)))) {
      container.waitFor();
      assertThat(container.logs().stderrText()).contains("No space left on device");
      assertThat(container.files().diskUsage().orElseThrow().full()).isTrue();
    }
  }

  @Test
  void withinItsLimitAContainerIsLikeAnyOther() throws Exception {
    try (Container container =
        engine.create(
            engine
                .shell("echo x >> /etc/passwd; chown app /etc/passwd; rm /etc/group; echo done")
                .withDiskLimit(ByteSize.ofMiB(4)))) {
      container.files().copyTo(CopySource.ofText("x"), "/in");
      assertThatThrownBy(
              () -> container.files().copyTo(CopySource.ofBytes(new byte[8 << 20]), "/large"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("ENOSPC");
      container.start();
      container.waitFor();
      assertThat(container.logs().stdoutText()).isEqualTo("done\n");
      assertThat(container.files().diff())
          .extracting(FileChange::path)
          .containsExactly("/etc", "/etc/group", "/etc/passwd", "/in");
      assertThat(container.files().stat("/etc/passwd").uid()).isEqualTo(1234);
      DiskUsage usage = container.files().diskUsage().orElseThrow();
      assertThat(usage.full()).isFalse();
      assertThat(usage.used()).isLessThan(ByteSize.ofKiB(100));
    }
  }

  @Test
  void whoHasNoLimitHasNoUsageOfIt() {
    try (Container container = engine.create(engine.command("true"))) {
      assertThat(container.files().diskUsage()).isEmpty();
    }
  }

  @Test
  void aDiskThatNothingFitsOnIsRefused() {
    assertThatThrownBy(() -> engine.command("true").withDiskLimit(ByteSize.ofBytes(100)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("100 B");
  }
}
