package io.jcontainer.images.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageFormat;
import io.jcontainer.JContainer;
import io.jcontainer.LoadOptions;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.StoreImageService;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.images.testing.Dockerd;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Tool;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What registries and other tools make of an image that was made of a container. */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.USER_NAMESPACE, Requirement.BUSYBOX})
class CommitToolsTest {
  private static final String NAME = "example.org/made:1";

  @RegisterExtension final Scratch temp = new Scratch();
  @TempDir Path little;
  private Config config;
  private JContainer engine;
  private Image image;
  private Map<String, String> tree;

  @BeforeEach
  void commit() throws Exception {
    config = Config.defaults().withRoot(temp.resolve("root"));
    engine = JContainer.open(config);
    byte[] base =
        new Tar()
            .directory("bin")
            .file("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")), h -> h.mode(0755))
            .directory("etc")
            .file("etc/gone", "gone")
            .directory("old")
            .file("old/a", "a")
            .file("old/b", "b")
            .bytes();
    Image lower =
        engine
            .imageLibrary()
            .importTar(
                new ByteArrayInputStream(base),
                Reference.parse("example.org/base:1"),
                ImageConfig.ofEnvironment(Map.of("PATH", "/bin")));
    String changes =
        "set -e; cd /; busybox rm etc/gone; busybox rm -r old; busybox mkdir old; echo c > old/c;"
            + " busybox mkdir -p new/deep; echo f > new/f; busybox ln new/f new/deep/f;"
            + " busybox ln -s f new/link; busybox mknod new/pipe p; busybox chmod 4711 new/f;"
            + " busybox chown 12:34 new/deep; echo x > new/"
            + "n".repeat(200)
            + "; busybox dd if=/dev/zero of=new/sparse bs=1 count=1 seek=9000000 2> /dev/null;"
            + " echo middle | busybox dd of=new/sparse bs=1 seek=100000 conv=notrunc 2> /dev/null";
    try (Container container =
        engine.container(lower).withCommand("/bin/busybox", "sh", "-c", changes).start()) {
      assertThat(container.waitFor().code()).as(container.logs().stderrText()).isZero();
      image =
          container.commit(
              CommitOptions.defaults()
                  .withName(NAME)
                  .withMessage("made")
                  .withConfig(config -> config.withCommand("busybox", "cat", "/new/f")));
    }
    tree = tree(config, image);
    assertThat(tree).containsKeys("new/deep/f", "old/c").doesNotContainKeys("etc/gone", "old/a");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Map<String, String> tree(Config config, Image image) {
    try (ImageService service = new StoreImageService.Factory().open(config);
        RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  private Path save(ImageFormat format) {
    Path file = temp.resolve("saved");
    engine.imageLibrary().save(java.util.List.of(image), file, format);
    return file;
  }

  private Digest id() {
    return engine.imageLibrary().inspect(image).id();
  }

  @Test
  @Requires({Requirement.REGISTRY, Requirement.SKOPEO})
  void aRegistryHasItAndSkopeoCopiesIt() throws Exception {
    try (DockerRegistry registry =
        DockerRegistry.open(Files.createDirectory(temp.resolve("registry")))) {
      Reference there = Reference.parse(registry.authority() + "/made:1");
      engine.imageLibrary().push(image, there, PushOptions.defaults());
      assertThat(engine.imageLibrary().validate(there)).isEmpty();
      Config other = Config.defaults().withRoot(temp.resolve("other"));
      try (JContainer second = JContainer.open(other)) {
        Image pulled = second.pull(there.toString(), PullOptions.defaults());
        assertThat(pulled.digest()).isEqualTo(image.digest());
        assertThat(tree(other, pulled)).containsExactlyInAnyOrderEntriesOf(tree);
        assertThat(second.container(pulled).run().stdout()).isEqualTo("f\n");
        Path layout = temp.resolve("layout");
        Skopeo.copy(
            "docker://" + there,
            "oci:" + layout + ":" + NAME,
            "--src-tls-verify=false",
            "--preserve-digests");
        Image loaded = second.imageLibrary().load(layout, LoadOptions.defaults()).getFirst();
        assertThat(loaded.digest()).isEqualTo(image.digest());
        Skopeo.copy(
            "oci:" + layout + ":" + NAME, "docker-archive:" + temp.resolve("d.tar") + ":x:1");
        Image asDocker =
            second.imageLibrary().load(temp.resolve("d.tar"), LoadOptions.defaults()).getFirst();
        assertThat(tree(other, asDocker)).containsExactlyInAnyOrderEntriesOf(tree);
        assertThat(asDocker.config()).isEqualTo(image.config());
      }
    }
  }

  @Test
  @Requires(Requirement.UMOCI)
  void umociUnpacksTheSameTree() {
    Path layout = save(ImageFormat.OCI_LAYOUT);
    Path bundle = temp.resolve("bundle");
    new Tool(temp.path(), "umoci").say("unpack", "--image", layout + ":" + NAME, bundle.toString());
    assertThat(Listing.full(bundle.resolve("rootfs"))).containsExactlyInAnyOrderEntriesOf(tree);
  }

  @Test
  @Requires(Requirement.PODMAN)
  void podmanLoadsIt() throws IOException {
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
    assertThat(podman.say("history", "--format", "{{.Comment}}", NAME)).contains("made");
    String mounted = podman.say("image", "mount", NAME);
    try {
      Map<String, String> theirs = Listing.full(Path.of(mounted));
      // the root directory is nobody's, so Podman makes one of its own
      theirs.put(".", tree.get("."));
      assertThat(theirs).containsExactlyInAnyOrderEntriesOf(tree);
    } finally {
      podman.say("image", "unmount", NAME);
    }
  }

  @Test
  @Requires(Requirement.DOCKER)
  void dockerLoadsIt() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("docker"));
    Path saved = save(ImageFormat.DOCKER_ARCHIVE);
    try (Dockerd daemon = new Dockerd(directory)) {
      Tool docker = daemon.docker(directory);
      docker.say("load", "--input", saved.toString());
      assertThat(docker.say("image", "inspect", "--format", "{{.Id}}", NAME))
          .isEqualTo(id().toString());
      assertThat(docker.say("history", "--format", "{{.Comment}}", NAME)).contains("made");
      Path theirs = temp.resolve("theirs");
      docker.say("save", "--output", theirs.toString(), NAME);
      assertThat(engine.imageLibrary().validate(theirs)).isEmpty();
    }
  }
}
