package io.jcontainer.images.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.CopySource;
import io.jcontainer.Digest;
import io.jcontainer.HealthCheck;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageDetails;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.JContainer;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.Reference;
import io.jcontainer.RunResult;
import io.jcontainer.Signal;
import io.jcontainer.UserNamespaceMode;
import io.jcontainer.Volume;
import io.jcontainer.images.StoreImageService;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.junit.LeakCheckExtension;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images made of containers, by the whole of the engine. */
@Requires({
  Requirement.ROOT,
  Requirement.OVERLAY,
  Requirement.USER_NAMESPACE,
  Requirement.BUSYBOX,
  Requirement.ATTR
})
@ExtendWith(LeakCheckExtension.class)
class CommitTest {
  private static final Reference BASE = Reference.parse("base:1");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Duration LONG = Duration.ofMinutes(1);

  /** An access list that lets user 1234 read: {@code linux/posix_acl_xattr.h}. */
  private static final String ACL =
      "0x0200000001000600ffffffff02000400d204000004000400ffffffff10000600ffffffff20000400ffffffff";

  /** Everything that a container can do to the files of its image. */
  private static final String CHANGES =
      """
      set -e
      echo app:x:7:8::/:/bin/sh >> /etc/passwd
      echo mine > /etc/hosts
      rm /app/gone
      rm -r /app/tree
      rm -r /app/opaque; mkdir /app/opaque; echo new > /app/opaque/new
      rm /app/file; mkdir /app/file; echo inside > /app/file/f
      rm -r /app/dir; echo file > /app/dir
      rm /app/link; ln -s nowhere /app/link
      chmod 0700 /app/kept; chown 7:8 /app/kept
      touch /app/touched
      mkdir -p /new/deep/er; echo deep > /new/deep/er/f
      ln /new/deep/er/f /new/again; ln /new/deep/er/f /app/third
      ln -s /new /new/loop; ln /new/loop /new/loop2
      /bin/mknod /new/fifo p; chmod 622 /new/fifo
      echo tool > /new/tool; chmod 4755 /new/tool
      echo cap > /new/cap; setcap cap_net_raw,cap_chown+ep /new/cap
      echo copied >> /app/capable
      chmod 711 /app/capable2
      setfattr -n user.color -v blue /new/cap
      setfattr -n user.dir -v yes /new/deep
      setfattr -n system.posix_acl_access -v %s /new/tool
      setfattr -n system.posix_acl_default -v %s /new/deep
      dd if=/dev/zero of=/new/sparse bs=1 count=1 seek=30000000 2> /dev/null
      echo middle | dd of=/new/sparse bs=1 seek=1000000 conv=notrunc 2> /dev/null
      mkdir -p /long/%s
      echo long > /long/%s/%s
      printf x > "/new/$(printf 'not\\377utf8 \\n=%%%%')"
      /usr/bin/touch -d '1969-12-31 23:59:58.250000000 UTC' /new/old
      /usr/bin/touch -d '2031-05-06 07:08:09.123456789 UTC' /new/precise
      chown 65534:65535 /new/old
      touch /v/in-volume /t/in-tmpfs /b/in-bind
      chmod 0751 /
      """
          .formatted(
              ACL,
              ACL,
              ("d".repeat(200) + "/").repeat(6),
              ("d".repeat(200) + "/").repeat(6),
              "n".repeat(255));

  @RegisterExtension final Scratch temp = new Scratch();
  private Config config;
  private JContainer engine;

  @BeforeEach
  void open() throws IOException {
    config = Config.defaults().withRoot(temp.resolve("root"));
    engine = JContainer.open(config);
    Image image =
        engine
            .imageLibrary()
            .importTar(
                new ByteArrayInputStream(base()),
                BASE,
                ImageConfig.ofEnvironment(Map.of("PATH", "/bin:/usr/bin:/usr/sbin"))
                    .withCommand("sh")
                    .withLabel("of", "base"));
    assertThat(image.reference()).isEqualTo(BASE);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static byte[] base() throws IOException {
    Tar tar = new Tar();
    for (String directory : List.of("bin", "etc", "tmp", "root", "usr", "v", "t", "b", "app")) {
      tar.directory(directory);
    }
    tar.directory("etc", h -> h.mode(0750).owner(3, 4));
    tar.file("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")), h -> h.mode(0755));
    for (String applet :
        List.of(
            "sh", "cat", "echo", "ls", "rm", "mkdir", "ln", "mknod", "chmod", "chown", "dd",
            "sleep", "true", "test", "find")) {
      tar.symlink("bin/" + applet, "busybox");
    }
    for (String link : List.of("lib", "lib64", "sbin")) {
      tar.symlink(link, "usr/" + link);
    }
    tar.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n").file("etc/hosts", "of the image\n");
    tar.file("app/gone", "gone").file("app/file", "file").file("app/touched", "touched");
    tar.directory("app/tree").file("app/tree/a", "a").directory("app/tree/b");
    tar.directory("app/opaque").file("app/opaque/old", "old").file("app/opaque/older", "older");
    tar.directory("app/dir").file("app/dir/f", "f").symlink("app/link", "target");
    tar.directory("app/kept", h -> h.mode(0755)).file("app/kept/f", "f");
    byte[] capability = new byte[20];
    capability[0] = 1;
    capability[3] = 2;
    capability[5] = 0x20;
    tar.file("app/capable", "capable", h -> h.xattr("security.capability", capability));
    tar.file("app/capable2", "capable", h -> h.xattr("security.capability", capability));
    return tar.bytes();
  }

  private ContainerBuilder shell(Image image, String script) {
    return engine.container(image).withCommand("/bin/sh", "-c", script);
  }

  private Image image() {
    return engine.imageLibrary().find(BASE).orElseThrow();
  }

  /** What changes everything, with tools of the host. */
  private Container changed(Image image, UserNamespaceMode users) throws InterruptedException {
    Container container =
        shell(image, CHANGES)
            .withBind(Path.of("/usr"), "/usr", BindMode.READ_ONLY)
            .withBind(temp.path(), "/b", BindMode.READ_WRITE)
            .withVolume(Volume.anonymous(), "/v")
            .withTmpfs("/t", ByteSize.ofMiB(1))
            .withNamespaces(NamespaceOptions.defaults().withUsers(users))
            .start();
    assertThat(container.waitFor().code()).as(container.logs().stderrText()).isZero();
    return container;
  }

  /** What a container of the image sees, with times, attributes and hard links. */
  private Map<String, String> tree(Image image) {
    try (ImageService service = new StoreImageService.Factory().open(config);
        RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  /** The same of the image with the one container's writable layer over it. */
  private Map<String, String> tree(Image image, Path upper) {
    try (ImageService service = new StoreImageService.Factory().open(config);
        RootFilesystem root = service.rootFilesystem(image)) {
      Map<String, String> all =
          new TreeMap<>(
              Merged.listing(Stream.concat(Stream.of(upper), root.layers().stream()).toList()));
      return all;
    }
  }

  private Path upper() {
    try (Stream<Path> files = Files.walk(config.root())) {
      return files.filter(file -> file.endsWith("upper")).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<UserNamespaceMode> modes() {
    return Stream.of(
        UserNamespaceMode.engineRange(),
        UserNamespaceMode.unique(),
        UserNamespaceMode.hostIdsUnshifted());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void theImageIsTheTreeOfTheContainer(UserNamespaceMode users) throws Exception {
    Image base = image();
    try (Container container = changed(base, users)) {
      Map<String, String> before = tree(base);
      Map<String, String> expected = tree(base, upper());
      Image image = container.commit("app:2");
      Map<String, String> got = tree(image);
      // what is the engine's own is the image's, as it was
      for (String own : List.of("etc", "etc/hosts")) {
        assertThat(got.get(own)).as(own).isEqualTo(before.get(own));
        expected.put(own, before.getOrDefault(own, "nothing"));
      }
      assertThat(got).containsExactlyInAnyOrderEntriesOf(expected);
      assertThat(got.get("new/cap")).contains("security.capability=0100000201200000");
      assertThat(got.get("app/capable2")).contains("security.capability=0100000200200000");
      assertThat(got.get("new/old")).startsWith("f 0644 65534:65535").contains(" @-2.250000000");
      assertThat(got.get("new/precise")).contains(" @1935817689.123456789");
      assertThat(got.get("new/again")).contains(" = app/third");
      assertThat(got.get("new/loop2")).contains(" = new/loop");
      assertThat(got.get("new/tool"))
          .startsWith("f 4664 0:0")
          .contains("system.posix_acl_access=" + ACL.substring(2));
      assertThat(got.get("new/deep")).contains("user.dir=", "system.posix_acl_default=");
      assertThat(got.get("new/fifo")).startsWith("p 0622");
      assertThat(got.keySet()).anyMatch(path -> path.startsWith("new/not\udcffutf8 \n=%"));
      assertThat(got.get("app/kept")).startsWith("d 0700 7:8");
      assertThat(got.get(".")).startsWith("d 0751");
      assertThat(got.keySet()).noneMatch(path -> path.matches("(v|t|b|usr)/.*"));
      assertThat(image.config().diffIds())
          .hasSize(2)
          .startsWith(base.config().diffIds().getFirst());
      assertThat(new StoreTree(config).staged()).isEmpty();
      assertThat(engine.imageLibrary().validate(image)).isEmpty();
    }
  }

  @Test
  void aCommittedImageRunsAndIsCommittedAgain() throws Exception {
    Image first;
    try (Container container = changed(image(), UserNamespaceMode.engineRange())) {
      first = container.commit("app:2");
    }
    RunResult result =
        shell(
                first,
                "cat /app/third /app/file/f /app/dir; readlink /app/link; ls -d /app/gone"
                    + " /app/tree; ls /app/opaque; cat /etc/hosts")
            .run();
    assertThat(result.stdout())
        .startsWith("deep\ninside\nfile\nnowhere\nnew\n127.0.0.1\tlocalhost");
    Image second;
    Map<String, String> expected;
    String more =
        "set -e; rm -r /new; mkdir /new; echo again > /new/f; echo more >> /app/third; rm"
            + " /app/kept/f; rm -r /long; mkdir /app/gone; touch /app/gone/back; rm"
            + " /app/opaque/new";
    try (Container container = shell(first, more).start()) {
      assertThat(container.waitFor().code()).as(container.logs().stderrText()).isZero();
      expected = tree(first, upper());
      assertThat(engine.removeImage("app:2")).isTrue();
      second = container.commit(CommitOptions.defaults().withName("app:3"));
    }
    expected.put(".", tree(image()).get("."));
    Map<String, String> got = new TreeMap<>(tree(second));
    // the container's own root directory was as the engine makes it, so the image's stays
    assertThat(got.put(".", expected.get("."))).startsWith("d 0751");
    assertThat(got).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(second.config().diffIds()).hasSize(3);
    assertThat(engine.images()).extracting(Image::name).hasSize(2);
    assertThat(shell(second, "cat /new/f; ls /app/gone").run().stdout()).isEqualTo("again\nback\n");
  }

  @Test
  void itMayBeAtAnyPointOfItsLife() throws Exception {
    try (Container container = shell(image(), "while true; do sleep 0.01; done").create()) {
      container.files().copyTo(CopySource.ofText("x"), "/x");
      assertThat(tree(container.commit("a:created"))).containsKey("x");
      container.start();
      Image image = container.commit("a:running");
      assertThat(tree(image)).containsKey("x");
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(container.exec("true").code()).isZero();
      container.pause();
      assertThat(container.commit(at("a:paused")).digest())
          .isEqualTo(container.commit(at("a:again")).digest());
      assertThat(container.state()).isEqualTo(ContainerState.PAUSED);
      container.kill(Signal.KILL);
      assertThat(container.waitFor(LONG)).isNotNull();
      assertThat(tree(container.commit("a:ended"))).isEqualTo(tree(image));
      container.remove();
      assertThatExceptionOfType(ContainerStateException.class)
          .isThrownBy(() -> container.commit("a:removed"));
    }
  }

  private static CommitOptions at(String name) {
    return CommitOptions.defaults().withCreated(TIME).withName(name);
  }

  @Test
  void anAdoptedContainerIsCommittedByAnotherEngine() throws Exception {
    Container detached = shell(image(), "echo x > /x; exec sleep 1000").withDetached().start();
    while (!detached.files().exists("/x")) {
      Thread.sleep(1);
    }
    detached.close();
    try (JContainer second = JContainer.open(config);
        Container adopted = second.adopt(detached.id())) {
      Image image = adopted.commit(at("a:running"));
      assertThat(tree(image)).containsKey("x");
      adopted.kill(Signal.KILL);
      assertThat(adopted.waitFor(LONG)).isNotNull();
      assertThat(adopted.commit(at("a:ended")).digest()).isEqualTo(image.digest());
      adopted.remove();
    }
  }

  @Test
  void aContainerThatWritesGoesOnAndFilesFitEachOther() throws Exception {
    String writes = "i=0; while true; do i=$((i+1)); echo $i > /one; echo $i > /two; done";
    try (Container container = shell(image(), writes).start()) {
      while (!container.files().exists("/two")) {
        Thread.sleep(1);
      }
      for (int i = 0; i < 5; i++) {
        Image image = container.commit("a:" + i);
        String[] read = shell(image, "cat /one; echo :; cat /two").run().stdout().split(":");
        long one = number(read[0]);
        long two = number(read[1]);
        assertThat(one == 0 || two == 0 || one - two == 0 || one - two == 1)
            .as(one + " and " + two)
            .isTrue();
        container.exec("true");
      }
      container.copyTo(Path.of("/etc/hostname"), "/.wh.x");
      assertThatExceptionOfType(ContainerFileException.class)
          .isThrownBy(() -> container.commit("a:bad"))
          .withMessageContaining("/.wh.x");
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(container.exec("true").code()).isZero();
      assertThat(engine.imageLibrary().find(Reference.parse("a:bad"))).isEmpty();
    }
    assertThat(new StoreTree(config).staged()).isEmpty();
  }

  /** A file that was emptied a moment ago has none. */
  private static long number(String text) {
    return text.isBlank() ? 0 : Long.parseLong(text.strip());
  }

  @Test
  void whatTheContainerWasGivenDoesNotGetIntoTheImage() throws Exception {
    try (Container container =
        shell(image(), "echo x > /x")
            .withEnv("PASSWORD", "secret")
            .withSecret("key", "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .start()) {
      assertThat(container.waitFor().code()).isZero();
      Image image =
          container.commit(
              at("a:1")
                  .withAuthor("me")
                  .withMessage("about it")
                  .withConfig(config -> config.withEnv("PORT", "80").withExposedPorts(80))
                  .withConfig(config -> config.withHealthCheck(HealthCheck.shell("true"))));
      ImageDetails details = engine.imageLibrary().inspect(image);
      assertThat(details.configuration()).doesNotContain("PASSWORD", "secret");
      assertThat(image.config().command()).containsExactly("sh");
      assertThat(image.config().labels()).containsEntry("of", "base");
      assertThat(image.config().environment()).containsEntry("PORT", "80").containsKey("PATH");
      assertThat(image.config().healthCheck()).isPresent();
      assertThat(details.author()).isEqualTo("me");
      assertThat(details.history().getLast().createdBy()).isEqualTo("/bin/sh -c echo x > /x");
      assertThat(details.history().getLast().comment()).isEqualTo("about it");
      assertThat(tree(image)).containsKey("run/secrets").doesNotContainKey("run/secrets/key");
    }
  }

  @Test
  void whatHasNoLayersIsRefused() throws Exception {
    Image host = engine.hostImage();
    try (Container container = engine.container(host).withCommand("sleep", "1000").start()) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> container.commit("a:1"))
          .withMessageContaining("importTar");
      assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    }
  }

  @Test
  void theNameOfItsOwnImageMoves() throws Exception {
    Digest before = image().digest();
    try (Container container = shell(image(), "echo x > /x").start()) {
      assertThat(container.waitFor().code()).isZero();
      Image image = container.commit(BASE.toString());
      assertThat(image().digest()).isEqualTo(image.digest()).isNotEqualTo(before);
      container.start();
      assertThat(container.waitFor().code()).as("it still has its image").isZero();
      assertThat(new StoreTree(config).images()).contains(before.hex(), image.digest().hex());
    }
    long end = System.nanoTime() + LONG.toNanos();
    while (new StoreTree(config).images().contains(before.hex())) {
      assertThat(System.nanoTime()).as("nobody needs it any more").isLessThan(end);
      Thread.sleep(1);
    }
    assertThat(shell(image(), "cat /x").run().stdout()).isEqualTo("x\n");
  }
}
