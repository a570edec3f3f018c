package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Volume;
import io.jcontainer.VolumeException;
import io.jcontainer.VolumeInfo;
import io.jcontainer.VolumeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ContainerTest
class VolumesTest {
  @TempDir Path root;
  @TempDir Path canary;
  private TestEngine engine;
  private VolumeStore volumes;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
    volumes = engine.runtime().volumes();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private List<String> onDisk() throws IOException {
    try (var entries = Files.list(root.resolve("volumes"))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aVolumeOutlivesItsContainers() throws Exception {
    Volume data = Volume.named("data");
    engine.run(engine.shell("echo first > /data/file").withVolume(data, "/data"));
    assertThat(
            engine
                .run(
                    engine
                        .shell("cat /data/file; stat -c %u:%g /data/file")
                        .withVolume(data, "/data"))
                .stdout())
        .isEqualTo("first\n0:0\n");
    assertThat(Files.getAttribute(root.resolve("volumes/data/data/file"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void aNewVolumeHoldsWhatTheImageHasThere() throws Exception {
    Path there = Files.createDirectories(engine.busybox().layer().resolve("srv/db"));
    Files.writeString(there.resolve("seed"), "seed");
    Files.createSymbolicLink(there.resolve("link"), Path.of("seed"));
    Files.setAttribute(there, "unix:mode", 0750);
    Files.setAttribute(there, "unix:uid", 1234);
    Files.setAttribute(there.resolve("seed"), "unix:uid", 1234);
    String look = "stat -c '%n %u %a' /v /v/seed; cat /v/link; rm -f /v/seed; touch /v/gone";
    String other = look.replace("/v", "/srv/db");
    Volume volume = Volume.named("db");
    assertThat(engine.run(engine.shell(other).withVolume(volume, "/srv/db")).stdout())
        .isEqualTo("/srv/db 1234 750\n/srv/db/seed 1234 644\nseed");
    assertThat(engine.run(engine.shell("ls /v").withVolume(volume, "/v")).stdout())
        .as("a volume is filled once")
        .isEqualTo("gone\nlink\n");
  }

  @Test
  void theUserOfAnImageMayWriteIntoItsVolume() throws Exception {
    Path there = Files.createDirectories(engine.busybox().layer().resolve("srv/db"));
    Files.setAttribute(there, "unix:uid", 1234);
    assertThat(
            engine
                .run(
                    engine
                        .shell("touch /srv/db/mine && stat -c %u /srv/db/mine")
                        .withUser("app")
                        .withVolume(Volume.anonymous(), "/srv/db"))
                .stdout())
        .isEqualTo("1234\n");
  }

  @Test
  void severalContainersShareAVolume() throws Exception {
    Volume shared = Volume.named("shared");
    try (Container reader =
            engine.start(
                engine
                    .shell("until test -e /v/go; do sleep 0.01; done; cat /v/go; touch /v/x")
                    .withVolume(shared, "/v", BindMode.READ_ONLY));
        TestEngine other = TestEngine.open(root)) {
      other.run(other.shell("echo there > /w/.go; ln /w/.go /w/go").withVolume(shared, "/w"));
      reader.waitFor();
      assertThat(reader.logs().stdoutText()).isEqualTo("there\n");
      assertThat(reader.logs().stderrText()).contains("Read-only");
    }
  }

  @Test
  void aVolumeInUseIsNotRemoved() throws Exception {
    Volume data = Volume.named("data");
    try (Container _ = engine.start(engine.command("sleep", "1000").withVolume(data, "/data"));
        TestEngine other = TestEngine.open(root)) {
      for (VolumeStore store : List.of(volumes, other.runtime().volumes())) {
        assertThat(store.inspect("data")).get().extracting(VolumeInfo::inUse).isEqualTo(true);
        assertThatThrownBy(() -> store.remove("data"))
            .isInstanceOf(VolumeException.class)
            .hasMessageContaining("in use");
        assertThat(store.prune(info -> true)).isEmpty();
      }
    }
    engine.close();
    engine = TestEngine.open(root);
    volumes = engine.runtime().volumes();
    assertThat(volumes.remove("data")).isTrue();
    assertThat(volumes.remove("data")).isFalse();
    assertThat(onDisk()).isEmpty();
  }

  @Test
  void volumesAreMadeListedAndPruned() throws Exception {
    Map<String, String> labels = Map.of("team", "a b\nc", "", "empty", "ü", "");
    volumes.create("b", labels);
    volumes.create("a");
    volumes.create("c");
    assertThatThrownBy(() -> volumes.create("a"))
        .isInstanceOf(VolumeException.class)
        .hasMessageContaining("exists");
    assertThat(volumes.list())
        .extracting(info -> info.volume().name())
        .containsExactly("a", "b", "c");
    assertThat(volumes.inspect("b")).get().extracting(VolumeInfo::labels).isEqualTo(labels);
    assertThat(volumes.inspect("none")).isEmpty();
    assertThat(volumes.prune()).isEmpty();
    assertThat(volumes.prune(info -> info.labels().isEmpty())).containsExactly("a", "c");
    assertThat(onDisk()).containsExactly("b");
  }

  @Test
  void anAnonymousVolumeGoesWithItsContainer() throws Exception {
    for (int round = 0; round < 10; round++) { // also while a further process is being made
      engine.run(engine.shell("touch /v/x").withVolume(Volume.anonymous(), "/v"));
      engine.close();
      assertThat(onDisk()).isEmpty();
      engine = TestEngine.open(root);
    }
  }

  @Test
  void volumesFromAnotherContainer() throws Exception {
    try (Container first =
        engine.start(
            engine
                .shell("echo 1 > /v/one; sleep 1000")
                .withVolume(Volume.named("v"), "/v")
                .withTmpfs("/t", ByteSize.ofMiB(1)))) {
      while (!first.files().exists("/v/one")) {
        Thread.sleep(2);
      }
      assertThat(engine.run(engine.shell("cat /v/one; ls -d /t").withVolumesFrom(first)).stdout())
          .isEqualTo("1\n");
    }
  }

  @Test
  void manyFirstUsersFillAVolumeOnce() throws Exception {
    Path there = Files.createDirectories(engine.busybox().layer().resolve("srv/db"));
    for (int i = 0; i < 200; i++) {
      Files.writeString(there.resolve("f" + i), "x");
    }
    List<Callable<String>> users = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      users.add(
          () ->
              engine
                  .run(engine.shell("ls /srv/db | wc -l").withVolume(Volume.named("db"), "/srv/db"))
                  .stdout());
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
      for (Future<String> seen : executor.invokeAll(users)) {
        assertThat(seen.get()).isEqualTo("200\n");
      }
    }
  }

  @Test
  void aFillThatWasCutShortIsDoneAgain() throws Exception {
    Path there = Files.createDirectories(engine.busybox().layer().resolve("srv/db"));
    Files.writeString(there.resolve("seed"), "seed");
    volumes.create("db");
    Files.writeString(root.resolve("volumes/db/data/half"), "of another");
    assertThat(
            engine
                .run(engine.shell("ls /srv/db").withVolume(Volume.named("db"), "/srv/db"))
                .stdout())
        .isEqualTo("seed\n");
  }

  @Test
  void anImagesLinkDoesNotFillAVolumeFromTheHost() throws Exception {
    Files.writeString(canary.resolve("secret"), "of the host");
    Files.createSymbolicLink(engine.busybox().layer().resolve("leak"), canary);
    Files.createDirectories(engine.busybox().layer().resolve(canary.toString().substring(1)));
    assertThat(
            engine
                .run(engine.shell("ls -a /leak").withVolume(Volume.anonymous(), "/leak"))
                .stdout())
        .isEqualTo(".\n..\n");
    assertThat(canary.resolve("secret")).hasContent("of the host");
  }

  @Test
  void namesThatCouldBePathsAreRefused() {
    for (String name : List.of("", ".", "..", "../x", "a/b", ".hidden", "a\0b", "x".repeat(129))) {
      assertThatThrownBy(() -> Volume.named(name)).isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> volumes.remove(name)).isInstanceOf(InvalidSpecException.class);
    }
  }

  @Test
  void setuidProgramsOfAVolumeGiveNothing() throws Exception {
    volumes.create("v");
    engine.run(
        engine
            .shell("cat /bin/busybox > /v/id; chmod 4755 /v/id")
            .withVolume(Volume.named("v"), "/v"));
    assertThat(
            engine
                .run(
                    engine
                        .command("/v/id", "-u")
                        .withUser("app")
                        .withVolume(Volume.named("v"), "/v"))
                .stdout())
        .isEqualTo("1234\n");
  }
}
