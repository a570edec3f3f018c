package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Puller;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many threads of many JVMs pull, use, remove and prune images that have layers in common. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ManyJvmsTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final int JVMS = Integer.getInteger("store.jvms", 2);
  private static final int THREADS = Integer.getInteger("store.threads", 3);
  private static final int SECONDS = Integer.getInteger("store.seconds", 4);
  private static final int IMAGES = 5;

  @RegisterExtension final Scratch temp = new Scratch();

  @Test
  void nobodyMissesAnythingAndNothingIsLeft() throws Exception {
    Config config = Config.defaults().withRoot(temp.resolve("root"));
    try (FaultyServer server = FaultyServer.start()) {
      List<Process> jvms = new ArrayList<>();
      try {
        for (int i = 0; i < JVMS; i++) {
          jvms.add(start(config.root(), references(server)));
        }
        for (Process jvm : jvms) {
          String said =
              new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
          assertThat(said).startsWith("uses ").doesNotContain("\n");
          assertThat(Integer.parseInt(said.substring(5))).isPositive();
          assertThat(jvm.waitFor()).isZero();
        }
      } finally {
        jvms.forEach(Process::destroyForcibly);
      }
    }
    try (StoreImageService service = new StoreImageService(new LinuxKernel(), config)) {
      assertThat(service.library().check(CheckDepth.TREES).findings()).isEmpty();
      for (Image image : service.library().list()) {
        service.library().remove(Objects.requireNonNull(image.reference()));
      }
      assertThat(new StoreTree(config).isEmpty()).isTrue();
      assertThat(service.library().check(CheckDepth.TREES).isClean()).isTrue();
    }
  }

  private static List<String> references(FaultyServer server) {
    List<String> references = new ArrayList<>();
    byte[] base = new Tar().directory("a").file("a/f", "1".repeat(50_000)).directory("b").bytes();
    for (int i = 0; i < IMAGES; i++) {
      byte[] own = new Tar().file("a/.wh.f", "").file("a/own" + i, "2".repeat(100_000)).bytes();
      byte[] last = new Tar().hardLink("a/linked", "a/own" + i).file("c", "c" + i % 2).bytes();
      List<byte[]> layers = List.of(base, own, last);
      SampleImage.of("amd64", TAR, layers.stream().map(Digest::sha256).toList(), layers)
          .publish(server, "app", Integer.toString(i));
      references.add(server.authority() + "/app:" + i);
    }
    return references;
  }

  private static Process start(Path root, List<String> references) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                Puller.class.getName(),
                root.toString(),
                Integer.toString(THREADS),
                Integer.toString(SECONDS)));
    command.addAll(references);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
