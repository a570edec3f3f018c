package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.CommitOptions;
import io.jcontainer.Container;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.CopySource;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.Image;
import io.jcontainer.Signal;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.RootFilesystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container has changed, as a layer that the system's own tar reads; and who waits. */
@ContainerTest
class LayerTest {
  private static final CommitOptions COMMIT = CommitOptions.defaults();
  private static final Duration LONG = Duration.ofMinutes(1);

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

  private Container ended(String script) throws Exception {
    Container container = engine.start(engine.shell(script));
    container.waitFor();
    assertThat(container.logs().stderrText()).isEmpty();
    return container;
  }

  private List<String> committed(Container container) throws Exception {
    container.commit(COMMIT);
    return tar("-tf");
  }

  private List<String> tar(String how) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "--numeric-owner", "--full-time", how, engine.committed() + "")
            .redirectErrorStream(true)
            .start();
    String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tar.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  @Test
  void aContainerThatDidNothingHasAnEmptyLayer() throws Exception {
    try (Container container = ended("true");
        Container created = engine.create(engine.command("true"))) {
      assertThat(committed(container)).isEmpty();
      assertThat(engine.committed()).hasSize(1024);
      assertThat(committed(created)).isEmpty();
    }
  }

  @Test
  void whatIsTheEnginesOwnIsNotInIt() throws Exception {
    try (Container container =
        ended("echo x >> /etc/hosts; rm /etc/resolv.conf; echo h > /etc/hostname")) {
      assertThat(committed(container)).isEmpty();
    }
    Files.setAttribute(engine.busybox().layer().resolve("etc"), "unix:mode", 040750);
    try (Container container = ended("echo x >> /etc/hosts; echo x > /etc/mine")) {
      assertThat(committed(container)).containsExactly("etc/", "etc/mine");
      assertThat(tar("-tvf").getFirst()).startsWith("drwxr-x--- 0/0");
    }
    try (Container container = ended("chmod 700 /etc; chown 5 /etc")) {
      assertThat(committed(container)).containsExactly("etc/");
      assertThat(tar("-tvf").getFirst()).startsWith("drwx------ 5/0");
    }
  }

  @Test
  void whatHidesNothingOfTheImageIsNotSaid() throws Exception {
    Path layer = engine.busybox().layer();
    Files.createDirectories(layer.resolve("srv/old"));
    Files.writeString(layer.resolve("srv/file"), "f");
    try (Container container =
        ended(
            "mkdir -p /srv/new/deep; rm /srv/file; touch /srv/t; rm /srv/t; rmdir /srv/old;"
                + " mkdir /srv/old; touch /srv/old/f; rm /bin/ls; mkdir /bin/ls; rmdir /tmp")) {
      assertThat(committed(container))
          .containsExactly(
              "bin/",
              "bin/ls/",
              "srv/",
              "srv/.wh.file",
              "srv/new/",
              "srv/new/deep/",
              "srv/old/",
              "srv/old/.wh..wh..opq",
              "srv/old/f",
              ".wh.tmp");
    }
  }

  @Test
  void theSameFilesAreTheSameBytes() throws Exception {
    try (Container container =
        ended("mkdir /d; for i in $(seq 300); do echo $i > /d/$i; done; ln /d/7 /d/7-too")) {
      List<String> names = committed(container);
      byte[] first = Files.readAllBytes(engine.committed());
      assertThat(names).hasSize(302).isSorted();
      container.files().readBytes("/d/9", io.jcontainer.ByteSize.ofKiB(1));
      container.commit(COMMIT);
      assertThat(engine.committed()).hasBinaryContent(first);
    }
  }

  @Test
  void socketsAreLeftOutAndWhatIsNoFileIsKept() throws Exception {
    try (Container container = engine.create(engine.shell("mknod /p p; exec sleep 1000"))) {
      container.start();
      container.files().copyTo(CopySource.ofText("x"), "/x");
      // a socket that nobody listens on
      Path upper = upper();
      try (var socket =
          java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
        socket.bind(java.net.UnixDomainSocketAddress.of(upper.resolve("s")));
        while (!container.files().exists("/p")) {
          Thread.sleep(1);
        }
        assertThat(committed(container)).containsExactly("p", "x");
        assertThat(tar("-tvf").getFirst()).startsWith("prw-r--r-- 0/0");
      }
    }
  }

  private Path upper() throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.endsWith("upper")).findFirst().orElseThrow();
    }
  }

  @Test
  void aNameThatMeansSomethingInALayerIsRefused() throws Exception {
    try (Container container = ended("mkdir /d; touch /d/.wh.passwd")) {
      assertThatExceptionOfType(ContainerFileException.class)
          .isThrownBy(() -> container.commit(COMMIT))
          .withMessageContaining("/d/.wh.passwd")
          .satisfies(e -> assertThat(e.path()).isEqualTo("/d/.wh.passwd"));
    }
    try (Container container = ended("touch /.wh..wh..opq")) {
      assertThatExceptionOfType(ContainerFileException.class)
          .isThrownBy(() -> container.commit(COMMIT))
          .withMessageContaining("/.wh..wh..opq");
    }
  }

  @Test
  void aTreeThatIsTooDeepIsRefused() throws Exception {
    try (Container container =
        ended("i=0; while test $i -lt 300; do mkdir d; cd d; i=$((i+1)); done")) {
      assertThatExceptionOfType(ContainerFileException.class)
          .isThrownBy(() -> container.commit(COMMIT))
          .withMessageContaining("more than 255 directories");
    }
  }

  /** Commits of the test's own: what happens while the layer is written. */
  private final class During implements ContainerImages {
    private final Consumer<Changes> work;

    During(Consumer<Changes> work) {
      this.work = work;
    }

    @Override
    public RootFilesystem rootFilesystem(Image image) {
      return engine.rootFilesystem(image);
    }

    @Override
    public Image commit(Image base, Changes changes, CommitOptions options) {
      work.accept(changes);
      return base;
    }
  }

  /** Takes the layer; the first piece of it waits for the test. */
  private static OutputStream watched(Runnable first) {
    return new OutputStream() {
      private boolean begun;

      @Override
      public void write(int one) {
        if (!begun) {
          begun = true;
          first.run();
        }
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        write(0);
      }
    };
  }

  private Container running(ContainerImages images, String script) {
    Container container = engine.runtime().create(engine.shell(script).spec(), images);
    container.start();
    return container;
  }

  @Test
  void itStandsStillOnlyWhileItIsReadAndGoesOnAlsoIfThatFails() throws Exception {
    List<ContainerState> states = new ArrayList<>();
    List<Container> box = new ArrayList<>();
    boolean[] fails = {false};
    ContainerImages images =
        new During(
            changes -> {
              states.add(box.getFirst().state());
              changes.writeTo(
                  watched(
                      () -> {
                        states.add(box.getFirst().state());
                        if (fails[0]) {
                          throw new UncheckedIOException(new IOException("no space"));
                        }
                      }));
              states.add(box.getFirst().state());
            });
    String writes = "i=0; while true; do i=$((i+1)); echo $i > /count; done";
    try (Container container = running(images, writes);
        EventReader events = engine.runtime().events(EventFilter.all())) {
      box.add(container);
      while (!container.files().exists("/count")) {
        Thread.sleep(1);
      }
      container.commit(COMMIT);
      assertThat(states)
          .containsExactly(ContainerState.RUNNING, ContainerState.PAUSED, ContainerState.RUNNING);
      assertThat(events.next(LONG)).isInstanceOf(ContainerEvent.Paused.class);
      assertThat(events.next(LONG)).isInstanceOf(ContainerEvent.Unpaused.class);
      goesOn(container);
      fails[0] = true;
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> container.commit(COMMIT))
          .withMessageContaining("no space");
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      goesOn(container);
      fails[0] = false;
      states.clear();
      container.commit(COMMIT.withoutPause());
      assertThat(states).containsOnly(ContainerState.RUNNING);
      states.clear();
      container.pause();
      container.commit(COMMIT);
      assertThat(container.state()).as("paused by somebody").isEqualTo(ContainerState.PAUSED);
    }
  }

  private static void goesOn(Container container) throws Exception {
    String before = content(container);
    long end = System.nanoTime() + LONG.toNanos();
    while (content(container).equals(before)) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(1);
    }
  }

  private static String content(Container container) throws Exception {
    return container.exec("/bin/cat", "/count").stdout();
  }

  @Test
  void twoWhoCommitAtATimeStandInNobodysWay() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch firstDone = new CountDownLatch(1);
    List<ContainerState> seen = new ArrayList<>();
    List<Container> box = new ArrayList<>();
    ContainerImages images =
        new During(
            changes ->
                changes.writeTo(
                    watched(
                        () -> {
                          boolean second = both.getCount() == 1;
                          both.countDown();
                          await(both);
                          if (second) {
                            await(firstDone);
                            seen.add(box.getFirst().state());
                          }
                        })));
    try (Container container = running(images, "exec sleep 1000")) {
      box.add(container);
      var first = container.commitAsync(COMMIT);
      while (both.getCount() == 2) {
        Thread.sleep(1);
      }
      var second = container.commitAsync(COMMIT);
      first.get();
      firstDone.countDown();
      second.get();
      assertThat(seen).containsExactly(ContainerState.PAUSED);
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(container.exec("/bin/true").code()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void somebodyElsesPauseIsNotEnded() throws Exception {
    List<Container> box = new ArrayList<>();
    ContainerImages images =
        new During(
            changes ->
                changes.writeTo(
                    watched(
                        () -> {
                          box.getFirst().unpause();
                          box.getFirst().pause();
                        })));
    try (Container container = running(images, "exec sleep 1000")) {
      box.add(container);
      container.commit(COMMIT);
      assertThat(container.state()).isEqualTo(ContainerState.PAUSED);
    }
  }

  @Test
  void aContainerThatIsRemovedMeanwhileIsNoImage() {
    List<Container> box = new ArrayList<>();
    ContainerImages images =
        new During(changes -> changes.writeTo(watched(() -> box.getFirst().remove())));
    Container container = running(images, "exec sleep 1000");
    box.add(container);
    assertThatExceptionOfType(ContainerStateException.class)
        .isThrownBy(() -> container.commit(COMMIT))
        .withMessageContaining("commit");
    assertThatExceptionOfType(ContainerStateException.class)
        .isThrownBy(() -> container.commit(COMMIT));
  }

  @Test
  void aContainerThatEndsMeanwhileIsReadToItsEnd() throws Exception {
    List<Container> box = new ArrayList<>();
    ContainerImages images =
        new During(changes -> changes.writeTo(watched(() -> box.getFirst().kill(Signal.KILL))));
    try (Container container = running(images, "exec sleep 1000")) {
      box.add(container);
      container.commit(COMMIT);
      assertThat(container.waitFor(LONG)).isNotNull();
    }
  }

  @Test
  void filesThatChangeWhileTheyAreReadDoNotBreakTheLayer() throws Exception {
    String writes =
        "mkdir /a; while true; do head -c 3000000 /dev/zero > /a/f; echo > /a/f; rm -r /a/d;"
            + " mkdir -p /a/d/e; ln -s /etc /a/d/l; touch /a/d/e/x; rm /a/l; ln -s /bin /a/l;"
            + " rm /a/l; mkdir /a/l; rmdir /a/l; done 2> /dev/null";
    try (Container container = engine.start(engine.shell(writes))) {
      for (int i = 0; i < 50; i++) {
        container.commit(COMMIT.withoutPause());
        assertThat(tar("-tvf")).noneMatch(line -> line.contains("passwd"));
      }
      assertThat(committed(container)).contains("a/");
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }
  }
}
