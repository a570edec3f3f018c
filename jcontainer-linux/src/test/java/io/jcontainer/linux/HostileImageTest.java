package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.RunResult;
import io.jcontainer.StartException;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.RootFilesystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images whose links lie where the runtime builds (security table A6, A9, A10): the container
 * starts all the same, or is refused; the canary directory on the host is as it was.
 */
@ContainerTest
class HostileImageTest {
  @TempDir Path root;
  @TempDir Path canary;
  private TestEngine engine;

  @BeforeEach
  void open() throws IOException {
    engine = TestEngine.open(root);
    Files.createDirectories(canary.resolve("pts"));
    Files.writeString(canary.resolve("passwd"), "root:x:0:0::/:/bin/sh\nhost:x:7:7::/:/bin/sh\n");
    Files.writeString(canary.resolve("hosts"), "the host's own");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Map<String, String> canaryNow() throws IOException {
    Map<String, String> found = new java.util.TreeMap<>();
    try (Stream<Path> files = Files.walk(canary)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        found.put(
            canary.relativize(file).toString(),
            Files.getAttribute(file, "unix:mode")
                + (Files.isRegularFile(file) ? Files.readString(file) : ""));
      }
    }
    return found;
  }

  static Stream<Arguments> places() {
    List<Arguments> all = new ArrayList<>();
    for (String place :
        List.of(
            "dev",
            "proc",
            "sys",
            "etc",
            "dev/pts",
            "dev/shm",
            "etc/hosts",
            "etc/passwd",
            "run",
            "data")) {
      for (String shape : List.of("absolute", "climbing", "dangling", "loop")) {
        all.add(Arguments.of(place, shape));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aLinkWhereTheRuntimeBuildsLeadsNowhere(String place, String shape) throws Exception {
    Path link = engine.busybox().layer().resolve(place);
    deleteTree(link);
    Files.createDirectories(link.getParent());
    Path target =
        switch (shape) {
          case "absolute" -> canary;
          case "climbing" -> Path.of("../../../../../../../../../../.." + canary);
          case "dangling" -> canary.resolve("not-there");
          default -> link.getFileName();
        };
    Files.createSymbolicLink(link, target);
    Map<String, String> before = canaryNow();
    Container container =
        engine.create(
            engine
                .shell("echo up; echo x >> /etc/hosts; touch /data/y /run/z")
                .withTmpfs("/data/scratch", ByteSize.ofMiB(1)));
    try (container) {
      container.start();
      container.waitFor();
      assertThat(container.logs().stdoutText()).startsWith("up");
    } catch (StartException refused) {
      assertThat(refused).hasMessageContaining(place.equals("data") ? "/data" : "/");
    }
    assertThat(canaryNow()).isEqualTo(before);
  }

  private static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file :
          (Iterable<Path>) files.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aWorkingDirectoryOfTheImageIsMadeInTheContainer() throws Exception {
    Path layer = engine.busybox().layer();
    Files.createSymbolicLink(layer.resolve("link"), Path.of("../../../../.." + canary));
    Files.createDirectories(layer.resolve(canary.toString().substring(1)));
    Map<String, String> before = canaryNow();
    Container container = workingIn("/link/made/here");
    try (container) {
      container.start();
      container.waitFor();
      assertThat(container.logs().stdoutText()).isEqualTo(canary + "/made/here\n");
    }
    assertThat(canaryNow()).isEqualTo(before);
  }

  private Container workingIn(String directory) {
    var image = engine.busybox().image();
    var config = image.config().withWorkingDirectory(directory);
    var other =
        new io.jcontainer.Image(null, image.digest(), image.platform(), config, image.size());
    return engine.runtime().create(Container.create(other).withCommand("pwd").spec(), engine);
  }

  @Test
  void aBindTargetIsResolvedInTheImage() throws Exception {
    Path layer = engine.busybox().layer();
    Files.createSymbolicLink(layer.resolve("out"), canary);
    Files.createDirectories(layer.resolve(canary.toString().substring(1)));
    Map<String, String> before = canaryNow();
    RunResult result =
        engine.run(
            engine
                .shell("cat " + canary + "/inside/hosts")
                .withBind(canary, "/out/inside", BindMode.READ_ONLY));
    assertThat(result.stdout()).isEqualTo("the host's own");
    assertThat(canaryNow()).isEqualTo(before);
  }

  @Test
  void hugeAccountFilesAreRefusedQuickly() throws Exception {
    Path passwd = engine.busybox().layer().resolve("etc/passwd");
    try (var file = new java.io.RandomAccessFile(passwd.toFile(), "rw")) {
      file.setLength(2L << 30);
    }
    long begin = System.nanoTime();
    Container container = engine.create(engine.command("true").withUser("app"));
    try (container) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(container::start))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("/etc/passwd");
    }
    assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
  }

  @Test
  void aFifoAsAccountFileDoesNotHang() throws Exception {
    Path passwd = engine.busybox().layer().resolve("etc/passwd");
    Files.delete(passwd);
    assertThat(new ProcessBuilder("mkfifo", passwd.toString()).start().waitFor()).isZero();
    Container container = engine.create(engine.command("true").withUser("app"));
    try (container) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(container::start))
          .isInstanceOf(StartException.class);
    }
  }

  @Test
  void aLayerMayBeEmpty() throws Exception {
    Path empty = Files.createDirectories(root.resolve("layers/empty"));
    Container container =
        engine
            .runtime()
            .create(
                engine.command("echo", "two layers").spec(),
                ContainerImages.withoutStore(
                    _ ->
                        new RootFilesystem(
                            List.of(empty, engine.busybox().layer()), List.of(), () -> {})));
    try (container) {
      container.start();
      container.waitFor();
      assertThat(container.logs().stdoutText()).isEqualTo("two layers\n");
    }
  }
}
