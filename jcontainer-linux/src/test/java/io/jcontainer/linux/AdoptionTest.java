package io.jcontainer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerFiles;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerState;
import io.jcontainer.CopySource;
import io.jcontainer.CpuSet;
import io.jcontainer.DeviceRate;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.IoLimits;
import io.jcontainer.Limits;
import io.jcontainer.Volume;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with an adopted container is what can be done with one of its own JVM. */
@Tag("second-kernel")
@ContainerTest
class AdoptionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ByteSize SMALL = ByteSize.ofKiB(64);

  @TempDir Path root;
  @TempDir Path host;
  private TestEngine first;
  private TestEngine second;

  @BeforeEach
  void open() {
    first = TestEngine.open(root);
    second = TestEngine.open(root);
  }

  @AfterEach
  void close() throws Exception {
    for (ContainerId id : second.runtime().detached()) {
      second.runtime().removeDetached(id);
    }
    first.close();
    second.close();
    try (Stream<Path> left = Files.list(root.resolve("run"))) {
      assertThat(left).isEmpty();
    }
  }

  /** Started by an engine that is closed, and running when it says so. */
  private Container adopted(ContainerBuilder builder) throws InterruptedException {
    ContainerId id;
    try (Container container = first.start(builder.withDetached())) {
      id = container.id();
      long end = System.nanoTime() + LONG.toNanos();
      while (!container.logs().stdoutText().contains("ready") && System.nanoTime() < end) {
        Thread.sleep(2);
      }
      assertThat(container.logs().stdoutText()).as(container.logs().stderrText()).contains("ready");
    }
    first.close();
    return adopt(id);
  }

  private Container adopt(ContainerId id) {
    return second.runtime().adopt(id, second);
  }

  private static String text(ContainerFiles files, String path) {
    return new String(files.readBytes(path, SMALL), UTF_8);
  }

  @Test
  void itsFilesAreThoseOfItsMountsToo() throws Exception {
    Files.writeString(host.resolve("file"), "of the host");
    try (Container container =
        adopted(
            first
                .shell("echo 1 > /v/file; echo 2 > /t/file; echo ready; sleep 1000")
                .withVolume(Volume.named("data"), "/v")
                .withTmpfs("/t", ByteSize.ofMiB(1))
                .withBind(host, "/b", BindMode.READ_WRITE)
                .withBind(host.resolve("file"), "/single", BindMode.READ_ONLY)
                .withImageMount(first.busybox().image(), "/i", "/etc"))) {
      ContainerFiles files = container.files();
      assertThat(text(files, "/v/file")).isEqualTo("1\n");
      assertThat(text(files, "/t/file")).isEqualTo("2\n");
      assertThat(text(files, "/b/file")).isEqualTo("of the host");
      assertThat(text(files, "/single")).isEqualTo("of the host");
      assertThat(text(files, "/i/group")).contains("extra:x:77:app");
      files.copyTo(CopySource.ofText("from outside"), "/v/new");
      files.copyTo(CopySource.ofText("from outside"), "/b/new");
      assertThat(container.exec("cat", "/v/new", "/b/new").stdout())
          .isEqualTo("from outsidefrom outside");
      assertThat(Files.getAttribute(host.resolve("new"), "unix:uid")).isEqualTo(0);
      assertThatExceptionOfType(ContainerFileException.class)
          .isThrownBy(() -> files.copyTo(CopySource.ofText("x"), "/i/new"))
          .withMessageContaining("EROFS");
      container.stop(Duration.ZERO);
      assertThat(text(files, "/v/new")).as("after the end").isEqualTo("from outside");
      assertThat(text(files, "/b/file")).isEqualTo("of the host");
      container.start();
      assertThat(text(files, "/v/new")).as("in another run").isEqualTo("from outside");
      assertThat(text(files, "/i/group")).contains("extra:x:77:app");
    }
  }

  @Test
  void whatItMountedOverItsMountsIsNotEntered() throws Exception {
    try (Container container =
        adopted(
            first
                .shell(
                    "umount -l /t && mount -t tmpfs none /t && mount -t proc proc /v"
                        + " && echo secret > /t/file && echo ready; sleep 1000")
                .withCapAdd(Capability.SYS_ADMIN)
                .withVolume(Volume.named("data"), "/v")
                .withVolume(Volume.named("other"), "/o")
                .withTmpfs("/t", ByteSize.ofMiB(1)))) {
      ContainerFiles files = container.files();
      for (String path : List.of("/t/file", "/v/version")) {
        assertThatExceptionOfType(ContainerFileException.class)
            .as(path)
            .isThrownBy(() -> files.readBytes(path, SMALL))
            .withMessageContaining("mounted itself");
        assertThatExceptionOfType(ContainerFileException.class)
            .isThrownBy(() -> files.copyTo(CopySource.ofText("x"), path))
            .withMessageContaining("mounted itself");
      }
      files.copyTo(CopySource.ofText("x"), "/o/file");
      assertThat(text(files, "/o/file")).isEqualTo("x");
    }
  }

  @Test
  void aPausedContainerIsPausedToWhoeverAdoptsIt() throws Exception {
    ContainerId id;
    try (Container container =
        first.start(
            first.shell("trap 'exit 3' TERM; while :; do sleep 0.05; done").withDetached())) {
      id = container.id();
      container.pause();
    }
    first.close();
    try (Container container = adopt(id)) {
      assertThat(container.state()).isEqualTo(ContainerState.PAUSED);
      assertThat(container.inspect().state()).isEqualTo(ContainerState.PAUSED);
      container.unpause();
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(container.exec("echo", "goes on").stdout()).isEqualTo("goes on\n");
      container.pause();
    }
    try (Container container = adopt(id)) {
      assertThat(container.state()).isEqualTo(ContainerState.PAUSED);
      assertThat(container.stop(LONG).code()).as("it went on to be stopped").isEqualTo(3);
    }
    try (Container container = adopt(id)) {
      assertThat(container.state()).isEqualTo(ContainerState.EXITED);
    }
  }

  @Test
  @Requires(Requirement.TWO_PROCESSORS)
  void itsSetOfProcessorsChanges() throws Exception {
    try (Container container = adopted(first.shell("echo ready; sleep 1000").withCpuSet("0"))) {
      String allowed = "grep Cpus_allowed_list /proc/1/status";
      String one = container.exec("sh", "-c", allowed).stdout();
      assertThat(one.split("\\s+")[1]).isEqualTo("0");
      container.update(Limits.defaults());
      assertThat(container.exec("sh", "-c", allowed).stdout())
          .as("all that there are")
          .isNotEqualTo(one);
      container.update(Limits.defaults().withCpuSet(CpuSet.of("1")));
      assertThat(container.exec("sh", "-c", allowed).stdout().split("\\s+")[1]).isEqualTo("1");
    }
  }

  @Test
  @Requires(Requirement.DISK)
  void itsRatesOfDisksChange() throws Exception {
    Path disk = Disks.ofTemporaryFiles();
    DeviceRate slow = DeviceRate.of(disk).withReadBytes(ByteSize.ofMiB(3));
    try (Container container =
        adopted(first.shell("echo ready; sleep 1000").withDeviceRate(slow))) {
      assertThat(readRate(container)).contains("3145728");
      DeviceRate other = DeviceRate.of(disk).withReadBytes(ByteSize.ofMiB(5));
      container.update(Limits.defaults().withIo(IoLimits.none().withRate(other)));
      assertThat(readRate(container)).contains("5242880").doesNotContain("3145728");
      container.update(Limits.defaults());
      assertThat(readRate(container)).isEmpty();
    }
  }

  /** As the kernel has it, in whichever version of the control groups. */
  private static String readRate(Container container) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + container.pid() + "/cgroup"))) {
      String[] parts = line.split(":", 3);
      boolean v2 = parts[1].isEmpty();
      String file = v2 ? "io.max" : "blkio.throttle.read_bps_device";
      Path rates = Path.of("/sys/fs/cgroup", parts[1], parts[2], file);
      if (Files.exists(rates)) {
        return Files.readString(rates);
      }
    }
    return "the container has no group that limits disks";
  }

  @Test
  void adoptionAndReleaseAreTold() throws Exception {
    ContainerId id;
    try (EventReader events = first.runtime().events(EventFilter.all())) {
      try (Container container =
          first.start(first.command("sleep", "1000").withName("kept").withDetached())) {
        id = container.id();
      }
      assertThat(names(events, 3)).containsExactly("Created", "Started", "Released");
    }
    first.close();
    try (EventReader events = second.runtime().events(EventFilter.all().withContainer(id))) {
      long pid;
      try (Container container = adopt(id)) {
        pid = container.pid();
      }
      ContainerEvent adopted = Objects.requireNonNull(events.next(LONG));
      assertThat(adopted)
          .isInstanceOfSatisfying(
              ContainerEvent.Adopted.class, event -> assertThat(event.pid()).isEqualTo(pid));
      assertThat(adopted.name()).isEqualTo("kept");
      assertThat(names(events, 1)).containsExactly("Released");
      try (Container container = adopt(id)) {
        container.remove();
      }
      assertThat(names(events, 2)).containsExactly("Adopted", "Exited");
    }
  }

  private static List<String> names(EventReader events, int count) throws InterruptedException {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      ContainerEvent event = Objects.requireNonNull(events.next(LONG), names::toString);
      if (!(event instanceof ContainerEvent.Killed)) {
        names.add(event.getClass().getSimpleName());
      }
    }
    return names;
  }
}
