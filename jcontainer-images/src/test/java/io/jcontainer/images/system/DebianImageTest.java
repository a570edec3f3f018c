package io.jcontainer.images.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.JContainer;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.RunResult;
import io.jcontainer.images.StoreImageService;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Debian that debootstrap made, umoci packed and skopeo pushed, pulled and run by us. */
@Requires({
  Requirement.ROOT,
  Requirement.OVERLAY,
  Requirement.USER_NAMESPACE,
  Requirement.REGISTRY,
  Requirement.SKOPEO,
  Requirement.UMOCI,
  Requirement.DEBOOTSTRAP,
  Requirement.JQ,
  Requirement.ZSTD,
  Requirement.ATTR
})
class DebianImageTest {
  @TempDir static Path work;
  private static DockerRegistry registry;

  @TempDir Path root;

  @BeforeAll
  static void makeTheImage() throws Exception {
    registry = DockerRegistry.open(Files.createDirectory(work.resolve("registry")));
    Shell.run(work, "debian.sh", registry.authority());
  }

  @AfterAll
  static void stopTheRegistry() {
    registry.close();
  }

  private static String reference(String tag) {
    return registry.authority() + "/debian:" + tag;
  }

  private JContainer open() {
    return JContainer.open(Config.defaults().withRoot(root));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "two"})
  void runsExactlyAsItWasMade(String tag) throws Exception {
    try (JContainer engine = open()) {
      Image image = engine.pull(reference(tag));
      assertThat(run(engine, image, "cat /etc/os-release")).contains("ID=debian");
      assertThat(run(engine, image, "apt-get --version")).startsWith("apt ");
      assertThat(run(engine, image, "dpkg --verify")).isEmpty();
      assertThat(run(engine, image, "echo $LANG")).isEqualTo("C.UTF-8\n");
    }
  }

  private static String run(JContainer engine, Image image, String script)
      throws InterruptedException {
    RunResult result = engine.container(image).withCommand("/bin/sh", "-c", script).run();
    assertThat(result.exitStatus().isSuccess()).as(script + ": " + result).isTrue();
    assertThat(result.stderr()).isEmpty();
    return result.stdout();
  }

  @Test
  void unpacksToTheTreeThatUmociUnpacksTo() throws Exception {
    String theirs = tree(work.resolve("bundle/rootfs"));
    assertThat(theirs.lines().count()).isGreaterThan(5_000);
    for (String tag : List.of("gzip", "zstd")) {
      try (ImageService service =
          new StoreImageService.Factory().open(Config.defaults().withRoot(root))) {
        Image image =
            service.library().pull(Reference.parse(reference(tag)), PullOptions.defaults());
        try (RootFilesystem tree = service.rootFilesystem(image)) {
          assertThat(tree.layers()).hasSize(1);
          assertThat(tree(tree.layers().getFirst()).lines().toList())
              .isEqualTo(theirs.lines().toList());
        }
      }
    }
  }

  private static String tree(Path directory) throws IOException, InterruptedException {
    return Shell.run(directory, "tree.sh", directory.toString());
  }
}
