package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerId;
import io.jcontainer.Image;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.RunResult;
import io.jcontainer.StartException;
import io.jcontainer.UserNamespaceMode;
import io.jcontainer.Volume;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are shown inside containers of other images. */
@ContainerTest
class ImageMountTest {
  private static final Kernel KERNEL = new LinuxKernel();
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int FIFO = 0010644;
  private static final ByteSize SMALL = ByteSize.ofKiB(1);
  private static final int MANY = 40;

  @TempDir Path root;
  @TempDir Path host;
  private TestEngine engine;
  private final AtomicInteger leases = new AtomicInteger();

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
    assertThat(leases).as("leases that nobody ended").hasValue(0);
  }

  private Path layer(String name) throws IOException {
    return Files.createDirectories(root.resolve("layers").resolve(name));
  }

  /** An image of these layers, the uppermost first, whose leases are counted. */
  private Image image(Path... layers) {
    return engine.addImage(
        layers[0].toString(),
        () -> {
          leases.incrementAndGet();
          return new RootFilesystem(
              List.of(layers), List.of(), leases::decrementAndGet, Optional.empty());
        });
  }

  private Image data() throws IOException {
    Path layer = layer("data");
    Files.createDirectories(layer.resolve("srv/deep"));
    Files.writeString(layer.resolve("srv/deep/file"), "of the other image");
    Files.writeString(layer.resolve("top"), "top");
    Files.setAttribute(layer.resolve("top"), "unix:uid", 1234);
    return image(layer);
  }

  @Test
  void anImageOfOneLayerIsShownReadOnlyWithItsOwners() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell(
                    "cat /other/srv/deep/file; stat -c ' %u %a' /other/top /other; ls /other;"
                        + "echo x > /other/top; touch /other/new; rm -r /other/srv;"
                        + "mount -o remount,rw /other")
                .withImageMount(data(), "/other"));
    assertThat(result.stdout()).isEqualTo("of the other image 1234 644\n 0 755\nsrv\ntop\n");
    assertThat(result.stderr().lines())
        .hasSizeGreaterThanOrEqualTo(4)
        .filteredOn(line -> line.contains("Read-only file system"))
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(root.resolve("layers/data/srv/deep/file")).hasContent("of the other image");
    assertThat(root.resolve("layers/data/new")).doesNotExist();
  }

  @Test
  void layersLieOverEachOther() throws Exception {
    Path upper = layer("upper");
    Path lower = layer("lower");
    Files.writeString(lower.resolve("both"), "lower ");
    Files.writeString(upper.resolve("both"), "upper ");
    Files.writeString(lower.resolve("gone"), "lower ");
    Files.writeString(lower.resolve("kept"), "kept ");
    KERNEL.mknod(Descriptor.CWD, upper.resolve("gone").toString(), CHARACTER_DEVICE, 0, 0);
    RunResult result =
        engine.run(
            engine
                .shell("cat /other/both /other/kept; ls /other")
                .withImageMount(image(upper, lower), "/other"));
    assertThat(result.stdout()).isEqualTo("upper kept both\nkept\n");
  }

  @Test
  void itsProgramsRunWithoutPowerOfTheirOwn() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("/tools/bin/echo ran; grep ' /tools ' /proc/self/mountinfo | cut -d' ' -f6")
                .withImageMount(engine.busybox().image(), "/tools"));
    assertThat(result.stdout()).startsWith("ran\nro,nosuid,nodev,relatime\n");
  }

  @Test
  void aDirectoryOrAFileOfItIsEnough() throws Exception {
    Image data = data();
    RunResult result =
        engine.run(
            engine
                .shell(
                    "ls /d; cat /etc/one; echo x > /d/file || echo refused;"
                        + "ls /d/.. | grep -c srv; grep -c ' /other' /proc/self/mountinfo")
                .withImageMount(data, "/d", "/srv/deep")
                .withImageMount(data, "/etc/one", "/srv/deep/file"));
    assertThat(result.stdout()).isEqualTo("file\nof the other imagerefused\n0\n0\n");
  }

  @Test
  void partsOfImagesLeaveNothingBehind() throws Exception {
    Image data = data();
    for (int i = 0; i < MANY; i++) {
      RunResult result =
          engine.run(engine.command("cat", "/d/file").withImageMount(data, "/d", "/srv/deep"));
      assertThat(result.stdout()).isEqualTo("of the other image");
    }
  }

  @Test
  void linksOfAHostileImageLeadNowhereElse() throws Exception {
    Path layer = layer("hostile");
    Files.createDirectories(layer.resolve("etc"));
    Files.writeString(layer.resolve("etc/passwd"), "the image's own");
    Files.writeString(host.resolve("passwd"), "the host's");
    Files.createSymbolicLink(layer.resolve("up"), Path.of("../../../../../../../../etc"));
    Files.createSymbolicLink(layer.resolve("absolute"), host);
    Files.createSymbolicLink(layer.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(layer.resolve("magic"), Path.of("/proc/self/root"));
    KERNEL.mknod(Descriptor.CWD, layer.resolve("fifo").toString(), FIFO, 0, 0);
    Image hostile = image(layer);
    RunResult result =
        engine.run(engine.command("cat", "/up/passwd").withImageMount(hostile, "/up", "/up"));
    assertThat(result.stdout()).isEqualTo("the image's own");
    for (String path : List.of("/absolute", "/loop", "/magic", "/none", "/fifo", "/etc/passwd/x")) {
      ContainerBuilder builder = engine.shell("true").withImageMount(hostile, "/there", path);
      assertThatExceptionOfType(StartException.class)
          .as(path)
          .isThrownBy(() -> engine.start(builder))
          .withMessageContaining("cannot mount " + path + " of image")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(StartException.Reason.MOUNT));
    }
  }

  @Test
  void theImageOfTheHostIsShownWithItsDirectories() throws Exception {
    Files.writeString(host.resolve("tool"), "of the host");
    Path layer = layer("host");
    Files.createDirectories(layer.resolve("usr"));
    Image image =
        engine.addImage(
            "host",
            () ->
                new RootFilesystem(List.of(layer), List.of(new HostTree(host, "/usr")), () -> {}));
    RunResult result =
        engine.run(
            engine
                .shell("cat /h/usr/tool; echo x > /h/usr/tool || echo refused")
                .withImageMount(image, "/h"));
    assertThat(result.stdout()).isEqualTo("of the hostrefused\n");
    assertThat(host.resolve("tool")).hasContent("of the host");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> engine.start(engine.shell("true").withImageMount(image, "/h", "/usr")))
        .withMessageContaining("bind those");
  }

  @Test
  void theContainerLeasesItAsLongAsItIsThere() throws Exception {
    Image data = data();
    try (Container container =
        engine.create(
            engine
                .shell("cat /a/top /b/top")
                .withImageMount(data, "/a")
                .withImageMount(data, "/b"))) {
      assertThat(leases).as("before the first start").hasValue(1);
      container.start();
      container.waitFor();
      container.restart(Duration.ofSeconds(10));
      container.waitFor();
      assertThat(container.logs().stdoutText()).endsWith("toptop");
      assertThat(leases).as("after the end").hasValue(1);
      assertThat(container.files().readBytes("/a/srv/deep/file", SMALL))
          .asString()
          .isEqualTo("of the other image");
    }
  }

  @Test
  void nothingIsLeasedWhenOneOfThemIsNotThere() throws Exception {
    Image missing =
        engine.addImage(
            "missing",
            () -> {
              throw new ImageNotFoundException("missing", "the store", "pull it");
            });
    ContainerBuilder builder =
        engine
            .shell("true")
            .withName("again")
            .withImageMount(data(), "/a")
            .withImageMount(missing, "/b");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ImageNotFoundException.class)
          .isThrownBy(() -> engine.create(builder));
      assertThat(leases).hasValue(0);
    }
  }

  @Test
  void aContainerWithIdsOfItsOwnSeesItAsItsOwn() throws Exception {
    RunResult result =
        engine.run(
            engine
                .shell("stat -c %u /a/top /b")
                .withNamespaces(NamespaceOptions.defaults().withUsers(UserNamespaceMode.unique()))
                .withImageMount(data(), "/a")
                .withImageMount(data(), "/b", "/srv/deep/file"));
    assertThat(result.stdout()).isEqualTo("1234\n0\n");
  }

  @Test
  void itsFilesAreReachedFromOutsideAndByOtherContainers() throws Exception {
    try (Container container =
        engine.start(
            engine
                .command("sleep", "1000")
                .withImageMount(data(), "/a", "/srv")
                .withVolume(Volume.anonymous(), "/v"))) {
      assertThat(container.files().readBytes("/a/deep/file", SMALL))
          .asString()
          .isEqualTo("of the other image");
      RunResult other =
          engine.run(engine.shell("cat /a/deep/file; ls -d /v").withVolumesFrom(container));
      assertThat(other.stdout()).isEqualTo("of the other image/v\n");
    }
  }

  @Test
  void aDetachedContainerKeepsItWithoutAnyEngine() throws Exception {
    Image shown = data();
    Path lockFile = Files.createFile(root.resolve("lease"));
    Image locked =
        engine.addImage(
            "locked",
            () ->
                new RootFilesystem(
                    List.of(root.resolve("layers/data")),
                    List.of(),
                    () -> {},
                    Optional.of(lockFile)));
    ContainerId id;
    try (TestEngine first = engine;
        Container container =
            first.start(
                first
                    .shell("cat /a/top /b/file; sleep 1000")
                    .withDetached()
                    .withImageMount(shown, "/a")
                    .withImageMount(locked, "/b", "/srv/deep"))) {
      id = container.id();
    }
    assertThat(mayBeRemoved(lockFile)).as("while it runs").isFalse();
    engine = TestEngine.open(root);
    data();
    engine.addImage("locked", () -> new RootFilesystem(List.of(dataLayer()), List.of(), () -> {}));
    try (Container adopted = engine.runtime().adopt(id, engine)) {
      assertThat(adopted.exec("cat", "/b/file").stdout()).isEqualTo("of the other image");
      adopted.restart(Duration.ZERO);
      assertThat(adopted.exec("cat", "/a/top", "/b/file").stdout())
          .isEqualTo("topof the other image");
      adopted.remove();
    }
    assertThat(mayBeRemoved(lockFile)).as("when it is gone").isTrue();
  }

  private Path dataLayer() {
    return root.resolve("layers/data");
  }

  private static boolean mayBeRemoved(Path lockFile) {
    try (Fd file = KERNEL.open(Descriptor.CWD, lockFile.toString(), O.RDWR, 0)) {
      return KERNEL.flock(file, Lock.EX | Lock.NB);
    }
  }

  @Test
  void badPathsAreRefusedAtOnce() throws Exception {
    Image data = data();
    for (String path : List.of("", "srv", "/srv/../etc", "/srv//deep", "/srv/", "/a\0b")) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .as(path)
          .isThrownBy(() -> engine.shell("true").withImageMount(data, "/a", path))
          .withMessageContaining("path in image");
    }
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> engine.shell("true").withImageMount(data, "/proc/x"));
  }
}
