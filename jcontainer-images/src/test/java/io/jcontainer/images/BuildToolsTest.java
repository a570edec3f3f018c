package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.CopySource;
import io.jcontainer.Digest;
import io.jcontainer.EntryAttributes;
import io.jcontainer.Image;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageSpec;
import io.jcontainer.LayerSpec;
import io.jcontainer.LoadOptions;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tool;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What other tools make of an image that a program made. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class BuildToolsTest {
  private static final String NAME = "example.org/made:1";

  @RegisterExtension final Scratch temp = new Scratch();
  @TempDir Path little;
  private StoreImageService service;
  private Image image;
  private Map<String, String> tree;

  @BeforeEach
  void build() {
    service =
        (StoreImageService)
            new StoreImageService.Factory().open(Config.defaults().withRoot(temp.resolve("root")));
    String longName = "n".repeat(150);
    LayerSpec lower =
        LayerSpec.empty()
            .withFile("/etc/gone", "gone")
            .withFile("/old/a", "a")
            .withFile("/removed/b", "b")
            .withFile("/" + longName + "/" + longName, "long")
            .withLink("/link", "/" + longName + "/" + longName);
    EntryAttributes odd =
        EntryAttributes.defaults()
            .withFileMode(04711)
            .withOwner(12, 3_000_000)
            .withTime(Instant.parse("2020-02-03T04:05:06.789Z"));
    LayerSpec upper =
        LayerSpec.empty()
            .without("/etc/gone")
            .without("/removed")
            .withOpaqueDirectory("/old", EntryAttributes.defaults().withDirectoryMode(01777))
            .withFile("/old/c", "c")
            .withFile("/odd", CopySource.ofText("odd"), odd)
            .withHardLink("/also", "/odd");
    image =
        service
            .library()
            .build(
                ImageSpec.fromScratch()
                    .withLayer(lower)
                    .withLayer(upper)
                    .withConfig(config -> config.withCommand("/odd").withEnv("A", "b"))
                    .withAnnotation("org.example.a", "b")
                    .withName(NAME));
    tree = tree(image);
    assertThat(tree)
        .containsKeys("old/c", "also", "link")
        .doesNotContainKeys("old/a", "removed", "etc/gone");
  }

  @AfterEach
  void close() {
    service.close();
  }

  private Map<String, String> tree(Image of) {
    try (RootFilesystem root = service.rootFilesystem(of)) {
      return Merged.listing(root.layers());
    }
  }

  private Path save(ImageFormat format) {
    Path file = temp.resolve("saved");
    service.library().save(List.of(image), file, format);
    return file;
  }

  private Digest id() {
    return service.library().inspect(image).id();
  }

  @Test
  @Requires(Requirement.SKOPEO)
  void skopeoCopiesIt() {
    Path archive = temp.resolve("docker.tar");
    Skopeo.copy(
        "oci:" + save(ImageFormat.OCI_LAYOUT) + ":" + NAME, "docker-archive:" + archive + ":x:1");
    Image asDocker = service.library().load(archive, LoadOptions.defaults()).getFirst();
    assertThat(asDocker.config()).isEqualTo(image.config());
    assertThat(tree(asDocker)).containsExactlyInAnyOrderEntriesOf(tree);
  }

  @Test
  @Requires(Requirement.UMOCI)
  void umociUnpacksTheSameTree() {
    Path bundle = temp.resolve("bundle");
    new Tool(temp.path(), "umoci")
        .say("unpack", "--image", save(ImageFormat.OCI_LAYOUT) + ":" + NAME, bundle.toString());
    assertThat(Listing.full(bundle.resolve("rootfs"))).containsExactlyInAnyOrderEntriesOf(tree);
  }

  @Test
  @Requires(Requirement.PODMAN)
  void podmanLoadsIt() {
    // Podman wants paths of at most fifty characters
    Tool podman =
        new Tool(
            little,
            "podman",
            "--root",
            little.resolve("root").toString(),
            "--runroot",
            little.resolve("r").toString(),
            "--tmpdir",
            little.resolve("tmp").toString(),
            "--storage-driver",
            "vfs",
            "--cgroup-manager",
            "cgroupfs",
            "--events-backend",
            "file");
    podman.say("load", "--input", save(ImageFormat.OCI_ARCHIVE).toString());
    assertThat(podman.say("image", "inspect", "--format", "{{.Id}}", NAME)).isEqualTo(id().hex());
  }
}
