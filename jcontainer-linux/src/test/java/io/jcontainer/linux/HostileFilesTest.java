package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.jcontainer.ByteSize;
import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerFiles;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Containers that play tricks while their files are copied (security table B1, B2, B4, B5): the
 * canary directory on the host is never read and never changed, and nothing hangs.
 */
@ContainerTest
@Requires(Requirement.GCC)
@Timeout(120)
class HostileFilesTest {
  private static final int ROUNDS = 1_000;

  @TempDir static Path tools;
  @TempDir Path root;
  @TempDir Path canary;
  @TempDir Path host;
  private static Path trick;
  private TestEngine engine;

  @BeforeAll
  static void compile() throws Exception {
    trick = Probe.compile(tools, "trick.c");
  }

  @BeforeEach
  void open() throws IOException {
    engine = TestEngine.open(root);
    Files.copy(trick, engine.busybox().layer().resolve("bin/trick"));
    Files.writeString(canary.resolve("secret"), "of the host");
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
    try (var entries = Files.list(canary)) {
      assertThat(entries).containsExactly(canary.resolve("secret"));
    }
    assertThat(canary.resolve("secret")).hasContent("of the host");
  }

  private Container ready(ContainerBuilder builder) throws InterruptedException {
    Container container = engine.start(builder);
    while (!container.logs().stdoutText().contains("ready")) {
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      Thread.sleep(2);
    }
    return container;
  }

  @Test
  void aDirectoryThatBecomesALinkToTheHostLeadsNowhere() throws Exception {
    try (Container container =
        ready(
            engine.shell(
                "mkdir -p /a/t && echo inside > /a/t/secret && ln -s "
                    + canary
                    + " /a/s && exec trick exchange /a/t /a/s"))) {
      ContainerFiles files = container.files();
      int good = 0;
      for (int i = 0; i < ROUNDS; i++) {
        try {
          assertThat(files.readBytes("/a/t/secret", ByteSize.ofKiB(1)))
              .asString()
              .isEqualTo("inside\n");
          good++;
          files.copyTo(CopySource.ofText("changed"), "/a/t/new");
        } catch (ContainerFileException e) {
          assertThat(e).hasMessageContaining("/a/t/");
        }
      }
      assertThat(good).as("reads that met the directory").isPositive();
      copied(files, "/a");
      for (String name : new String[] {"t", "s"}) {
        Path copy = host.resolve("copy").resolve(name);
        assertThat(
                Files.isSymbolicLink(copy)
                    || Files.notExists(copy.resolve("secret"))
                    || Files.readString(copy.resolve("secret")).equals("inside\n"))
            .as(name)
            .isTrue();
      }
    }
  }

  private CopyReport copied(ContainerFiles files, String path) {
    return files.copyFrom(path, host.resolve("copy"));
  }

  @Test
  void aTreeCanBeCopiedWhileItsDirectoriesWander() throws Exception {
    try (Container container =
        ready(
            engine.shell(
                "mkdir -p /a/x/1/2/3 /a/y /a/z && echo f > /a/x/1/2/3/f"
                    + " && exec trick wander /a/x/1 /a/y/1 /a/z/1"))) {
      for (int i = 0; i < 50; i++) {
        CopyReport report = container.files().copyFrom("/a", host.resolve("copy" + i));
        assertThat(report.skipped()).isEmpty();
        try {
          container.files().copyTo(CopySource.ofText("in"), "/a/x/1/2/3/g");
        } catch (ContainerFileException e) {
          assertThat(e).hasMessageContaining("/a/x/1");
        }
      }
    }
  }

  @Test
  void aLinkOfTheContainerMeansThePlaceInside() throws Exception {
    try (Container container =
        ready(engine.shell("ln -s " + canary + "/secret /link; echo ready; sleep 1000"))) {
      ContainerFiles files = container.files();
      assertThatThrownBy(() -> files.read("/link"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("ENOENT");
      files.copyTo(CopySource.ofText("mine"), canary + "/secret");
      assertThat(files.readBytes("/link", ByteSize.ofKiB(1))).asString().isEqualTo("mine");
      files.copyTo(CopySource.ofText("new"), "/link");
      assertThat(files.readBytes(canary + "/secret", ByteSize.ofKiB(1)))
          .asString()
          .isEqualTo("mine");
    }
  }

  @Test
  void aFifoOrDeviceIsNeverOpened() throws Exception {
    try (Container container =
        ready(
            engine.shell(
                "mkdir /a && cd /a && mknod p p && echo 1 > f && echo ready && sleep 1000"))) {
      ContainerFiles files = container.files();
      assertThatThrownBy(() -> files.read("/a/p"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("not a regular file");
      assertThatThrownBy(() -> files.read("/dev/zero")).isInstanceOf(ContainerFileException.class);
      assertThatThrownBy(() -> files.copyFrom("/a/p", host.resolve("p")))
          .isInstanceOf(ContainerFileException.class);
      CopyReport report = copied(files, "/a");
      assertThat(report.skipped()).containsExactly("/a/p");
      assertThat(report.files()).isEqualTo(1);
      files.copyTo(CopySource.ofText("replaced"), "/a/p");
      assertThat(files.readBytes("/a/p", ByteSize.ofKiB(1))).asString().isEqualTo("replaced");
    }
  }

  @Test
  void aLeaseOnAFileDoesNotBlock() throws Exception {
    try (Container container = ready(engine.command("trick", "lease", "/leased"))) {
      long begin = System.nanoTime();
      assertThatThrownBy(() -> container.files().read("/leased"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("EAGAIN");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      container.files().copyTo(CopySource.ofText("new"), "/leased");
    }
  }

  @Test
  void aBottomlessTreeIsRefused() throws Exception {
    try (Container container = ready(engine.shell("mkdir /a && cd /a && exec trick deep 3000"))) {
      assertThatThrownBy(() -> copied(container.files(), "/a"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("deeper than 256");
    }
  }

  @Test
  void holesStayHoles() throws Exception {
    try (Container container =
        ready(
            engine.shell(
                "mkdir /a; echo start > /a/sparse;"
                    + " dd if=/dev/zero of=/a/sparse bs=1 count=1 seek=1099511627776 conv=notrunc"
                    + " 2> /dev/null; echo ready; sleep 1000"))) {
      CopyReport report = copied(container.files(), "/a");
      Path copy = host.resolve("copy/sparse");
      assertThat(Files.size(copy)).isEqualTo(1_099_511_627_777L);
      assertThat(report.bytes()).isLessThan(1 << 20);
    }
  }

  @Test
  void aLargeFileNeedsNoHeap() throws Exception {
    int size = 256 << 20;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Container container =
        ready(engine.shell("head -c " + size + " /dev/zero > /big; echo ready; exec sleep 1000"))) {
      long before = threads.getTotalThreadAllocatedBytes();
      container.copyFrom("/big", host.resolve("big"));
      container.copyTo(host.resolve("big"), "/again");
      assertThat(threads.getTotalThreadAllocatedBytes() - before).isLessThan(32L << 20);
      assertThat(container.files().stat("/again").size()).isEqualTo(ByteSize.ofBytes(size));
    }
    assertThat(Files.size(host.resolve("big"))).isEqualTo(size);
  }

  @Test
  void whatTheContainerMountedIsNotEntered() throws Exception {
    try (Container container =
        ready(
            engine
                .shell("mkdir -p /a/mine && mount -t proc proc /a/mine && echo ready && sleep 1000")
                .withCapAdd(Capability.SYS_ADMIN))) {
      ContainerFiles files = container.files();
      assertThatThrownBy(() -> files.copyTo(CopySource.ofText("x"), "/a/mine/sys/kernel/hostname"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("mounted itself");
      assertThatThrownBy(() -> files.read("/a/mine/version"))
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("mounted itself");
      assertThatThrownBy(() -> files.read("/proc/version"))
          .isInstanceOf(ContainerFileException.class);
      CopyReport report = copied(files, "/a");
      assertThat(report.skipped()).containsExactly("/a/mine");
      assertThat(host.resolve("copy/mine")).isEmptyDirectory();
    }
  }

  @Test
  void setUserIdBitsDoNotReachTheHost() throws Exception {
    try (Container container =
        ready(
            engine.shell(
                "mkdir -m 2755 /a; cp /bin/busybox /a/suid 2> /dev/null || cat /bin/busybox >"
                    + " /a/suid; chmod 6755 /a/suid; echo ready; sleep 1000"))) {
      copied(container.files(), "/a");
      assertThat((int) Files.getAttribute(host.resolve("copy/suid"), "unix:mode") & 07777)
          .isEqualTo(0755);
      assertThat((int) Files.getAttribute(host.resolve("copy"), "unix:mode") & 07777)
          .isEqualTo(0755);
    }
  }

  @Test
  void aLinkOnTheHostInTheWayOfADirectoryIsRefused() throws Exception {
    Files.createDirectory(host.resolve("copy"));
    Files.createSymbolicLink(host.resolve("copy/sub"), canary);
    try (Container container =
        ready(engine.shell("mkdir -p /a/sub; echo x > /a/sub/secret; echo ready; sleep 1000"))) {
      assertThatThrownBy(() -> copied(container.files(), "/a"))
          .isInstanceOf(ContainerFileException.class);
    }
  }

  @Test
  void anEndlessDirectoryEndsWithTheContainerOrTheCaller() throws Exception {
    try (Container container = ready(engine.shell("mkdir /a; exec trick grow /a"))) {
      FutureTask<Throwable> copy =
          new FutureTask<>(() -> catchThrowable(() -> copied(container.files(), "/a")));
      Thread copier = Thread.ofPlatform().start(copy);
      while (!Files.exists(host.resolve("copy"))) {
        Thread.onSpinWait();
      }
      copier.interrupt();
      assertThat(copy.get())
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("interrupted");
    }
  }

  @Test
  void removalDuringACopyEndsIt() throws Exception {
    Container container = ready(engine.shell("mkdir /a; exec trick grow /a"));
    ContainerFiles files = container.files();
    Thread remover = Thread.ofPlatform().start(container::remove);
    for (int i = 0; i < 1_000; i++) {
      try {
        files.copyFrom("/a", host.resolve("copy" + i));
      } catch (ContainerFileException e) {
        assertThat(e).hasMessageContaining("/a");
      } catch (ContainerStateException e) {
        break;
      }
    }
    remover.join();
    assertThatThrownBy(() -> files.list("/a")).isInstanceOf(ContainerStateException.class);
  }
}
