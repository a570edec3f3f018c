package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.FileChange;
import io.jcontainer.Image;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.RunResult;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.UserNamespaceMode;
import io.jcontainer.Volume;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers whose root is a directory of the host outside of the engine's. */
@ContainerTest
class HostDirectoryTest {
  @TempDir Path root;
  @TempDir Path elsewhere;
  private TestEngine engine;
  private Path directory;
  private Image image;

  @BeforeEach
  void open() throws IOException {
    engine = TestEngine.open(root);
    directory = BusyboxImage.in(elsewhere.toRealPath()).layer();
    Files.writeString(directory.resolve("etc/of-app"), "of app");
    Files.setAttribute(directory.resolve("etc/of-app"), "unix:uid", 1234);
    image = image(directory);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Image image(Path tree) {
    return engine.addImage(
        tree.toString(),
        () -> new RootFilesystem(List.of(), List.of(new HostTree(tree, "/")), () -> {}));
  }

  private ContainerBuilder shell(String script) {
    return Container.create(image).withCommand("/bin/sh", "-c", script);
  }

  /** Every file with what shows whether it was touched. */
  private Map<String, String> listing() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Map<String, Object> attributes =
            Files.readAttributes(
                file, "unix:mode,uid,gid,size,ctime,nlink", LinkOption.NOFOLLOW_LINKS);
        all.put(directory.relativize(file).toString(), new TreeMap<>(attributes).toString());
      }
    }
    return all;
  }

  static Stream<UserNamespaceMode> modes() {
    return Stream.of(
        UserNamespaceMode.engineRange(),
        UserNamespaceMode.unique(),
        UserNamespaceMode.hostIdsUnshifted());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void itIsRunFromWithItsOwnersAndNeverChanged(UserNamespaceMode mode) throws Exception {
    Map<String, String> before = listing();
    RunResult result =
        engine.run(
            shell(
                    "stat -c '%u %a' / /etc/of-app; cat /etc/of-app; echo; id -u;"
                        + "echo more >> /etc/of-app; chown 5:6 /etc/of-app; rm -r /home /bin/env;"
                        + "mkdir -p /new/deep; chmod 0700 /etc; touch /proc/self/comm;"
                        + "stat -c '%u %g %s' /etc/of-app; ls -d /home /new/deep")
                .withNamespaces(NamespaceOptions.defaults().withUsers(mode)));
    assertThat(result.stdout()).isEqualTo("0 755\n1234 644\nof app\n0\n5 6 11\n/new/deep\n");
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void aUserOfItIsFoundByName() throws Exception {
    RunResult result = engine.run(shell("id; cat /etc/hostname").withUser("app").withHostname("h"));
    assertThat(result.stdout())
        .isEqualTo("uid=1234(app) gid=1234(app) groups=77(extra),1234(app)\nh\n");
  }

  @Test
  void onlyWhatTheContainerChangedIsADifference() throws Exception {
    try (Container container = engine.start(shell("echo x > /etc/x; rm /etc/of-app"))) {
      assertThat(container.waitFor().code()).isZero();
      assertThat(container.files().diff())
          .extracting(FileChange::path)
          .contains("/etc/x", "/etc/of-app")
          .doesNotContain("/bin", "/bin/busybox");
    }
    assertThat(directory.resolve("etc/of-app")).hasContent("of app");
  }

  @Test
  void itsFilesFillVolumesAndAreMounted() throws Exception {
    RunResult filled = engine.run(shell("ls /etc").withVolume(Volume.named("v"), "/etc"));
    assertThat(filled.stdout().lines()).contains("of-app", "passwd");
    RunResult mounted =
        engine.run(
            engine
                .shell("cat /all/etc/of-app; ls /part; touch /all/x || echo refused")
                .withImageMount(image, "/all")
                .withImageMount(image, "/part", "/home"));
    assertThat(mounted.stdout()).isEqualTo("of appapp\nrefused\n");
  }

  @Test
  void severalRunFromItAtATime() throws Exception {
    try (Container one = engine.start(shell("echo one > /f; exec sleep 1000"));
        Container two = engine.start(shell("echo two > /f; exec sleep 1000"))) {
      String read = "until test -s /f; do :; done; cat /f";
      assertThat(one.exec("/bin/sh", "-c", read).stdout()).isEqualTo("one\n");
      assertThat(two.exec("/bin/sh", "-c", read).stdout()).isEqualTo("two\n");
      one.kill(Signal.KILL);
      assertThat(one.waitFor(Duration.ofSeconds(30))).isNotNull();
      one.start();
      assertThat(one.exec("/bin/cat", "/f").stdout()).as("started again").isEqualTo("one\n");
    }
    assertThat(directory.resolve("f")).doesNotExist();
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws Exception {
    Path other = Files.createDirectories(elsewhere.resolve("other"));
    Files.move(directory, elsewhere.resolve("moved"));
    Files.createSymbolicLink(directory, other);
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> engine.run(shell("true")))
        .withMessageContaining(directory.toString())
        .withMessageContaining("name it anew");
    Files.delete(directory);
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> engine.run(shell("true")))
        .withMessageContaining("ENOENT");
  }

  @Test
  void whatCannotBeShiftedIsRefused() {
    image = image(Path.of("/sys/class"));
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> engine.run(shell("true")))
        .withMessageContaining("/sys/class")
        .withMessageContaining("EINVAL")
        .withMessageContaining("importTar")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(StartException.Reason.MOUNT));
  }
}
