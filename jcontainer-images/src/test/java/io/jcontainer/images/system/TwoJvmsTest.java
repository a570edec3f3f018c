package io.jcontainer.images.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.JContainer;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two JVMs pull and run the same image at once, from a store that does not have it. */
@Requires({
  Requirement.ROOT,
  Requirement.OVERLAY,
  Requirement.USER_NAMESPACE,
  Requirement.REGISTRY,
  Requirement.SKOPEO,
  Requirement.UMOCI,
  Requirement.BUSYBOX
})
class TwoJvmsTest {
  private static final int ROUNDS = 50;

  @TempDir Path work;
  @TempDir Path root;

  /** A JVM with its two streams. */
  private record Jvm(Process process, BufferedReader said) {
    void order() throws IOException {
      OutputStream orders = process.getOutputStream();
      orders.write('\n');
      orders.flush();
    }
  }

  private Jvm start(String reference) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Neighbour.class.getName(),
                root.toString(),
                reference)
            .redirectErrorStream(true)
            .start();
    return new Jvm(
        process,
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
  }

  @Test
  void fiftyRoundsWithoutAnErrorAndWithOneCopyInTheStore() throws Exception {
    try (DockerRegistry registry =
        DockerRegistry.open(Files.createDirectory(work.resolve("registry")))) {
      Shell.run(work, "busybox.sh", registry.authority());
      String reference = registry.authority() + "/busybox:1";
      List<Jvm> jvms = List.of(start(reference), start(reference));
      try (JContainer store = JContainer.open(Config.defaults().withRoot(root))) {
        for (Jvm jvm : jvms) {
          assertThat(jvm.said.readLine()).isEqualTo("open");
        }
        for (int round = 0; round < ROUNDS; round++) {
          for (Jvm jvm : jvms) {
            jvm.order();
          }
          for (Jvm jvm : jvms) {
            assertThat(jvm.said.readLine()).as("round " + round).isEqualTo("ran 0");
          }
          assertThat(layers()).as("round " + round).hasSize(1);
          assertThat(store.images()).hasSize(1);
          assertThat(store.removeImage(reference)).isTrue();
        }
      }
      for (Jvm jvm : jvms) {
        jvm.process.getOutputStream().close();
        assertThat(jvm.process.waitFor()).isZero();
      }
    }
  }

  /** The busybox binaries in the store: one for each copy of the layer. */
  private List<Path> layers() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root.resolve("images"))) {
      files.filter(file -> file.endsWith("bin/busybox")).forEach(found::add);
    }
    return found;
  }
}
