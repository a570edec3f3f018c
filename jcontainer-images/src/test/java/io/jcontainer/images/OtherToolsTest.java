package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageFormat;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Dockerd;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Tool;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Docker, Podman, Buildah and umoci take what we save, and we take what they save. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class OtherToolsTest {
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String NAME = "example.org/team/app:7";
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final LoadOptions NAMED =
      LoadOptions.defaults().withPlatform(AMD64).withArchiveNames();

  @RegisterExtension final Scratch temp = new Scratch();
  @TempDir Path little;
  private StoreImageService ours;
  private StoreImageService fresh;
  private SampleImage sample;
  private Image image;
  private Map<String, String> tree;

  @BeforeEach
  void pull() {
    ours = service("ours");
    fresh = service("fresh");
    byte[] base = new Tar().directory("etc").file("etc/a", "a").file("etc/c", "c").bytes();
    byte[] top = new Tar().directory("etc").file("etc/.wh.a", "").file("etc/b", "b").bytes();
    sample =
        SampleImage.of(
            "amd64",
            GZIP,
            List.of(Digest.sha256(base), Digest.sha256(top)),
            List.of(Tar.gzip(base), Tar.gzip(top)));
    try (FaultyServer server = FaultyServer.start()) {
      sample.publish(server, "app", "1");
      Image pulled =
          ours.library()
              .pull(
                  Reference.parse(server.authority() + "/app:1"),
                  PullOptions.defaults().withPlatform(AMD64));
      image = ours.library().tag(pulled, Reference.parse(NAME));
    }
    tree = tree(ours, image);
  }

  @AfterEach
  void close() {
    ours.close();
    fresh.close();
  }

  private StoreImageService service(String root) {
    return (StoreImageService)
        new StoreImageService.Factory().open(Config.defaults().withRoot(temp.resolve(root)));
  }

  private static Map<String, String> tree(StoreImageService service, Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  private Path save(ImageFormat format) {
    Path file = temp.resolve("saved-" + format.name().toLowerCase(Locale.ROOT));
    ours.library().save(List.of(image), file, format);
    return file;
  }

  /** The same image by its name, its configuration and its tree. */
  private void isTheImage(Path saved) {
    assertThat(fresh.library().validate(saved)).isEmpty();
    List<Image> loaded = fresh.library().load(saved, NAMED);
    assertThat(loaded).extracting(Image::reference).containsExactly(Reference.parse(NAME));
    assertThat(fresh.library().inspect(loaded.getFirst()).id()).isEqualTo(sample.config());
    assertThat(tree(fresh, loaded.getFirst())).isEqualTo(tree);
    fresh.library().remove(Objects.requireNonNull(loaded.getFirst().reference()));
  }

  private Path directory(String name) {
    try {
      return Files.createDirectory(temp.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Requires(Requirement.DOCKER)
  void docker() {
    Path directory = directory("docker");
    try (Dockerd daemon = new Dockerd(directory)) {
      Tool docker = daemon.docker(directory);
      docker.say("load", "--input", save(ImageFormat.DOCKER_ARCHIVE).toString());
      assertThat(docker.say("image", "inspect", "--format", "{{.Id}}", NAME))
          .isEqualTo(sample.config().toString());
      Path theirs = temp.resolve("docker.tar");
      docker.say("save", "--output", theirs.toString(), NAME);
      isTheImage(theirs);
    }
  }

  private Tool podman() {
    // Podman wants paths of at most fifty characters
    Path directory = little;
    return new Tool(
        directory,
        "podman",
        "--root",
        directory.resolve("root").toString(),
        "--runroot",
        directory.resolve("r").toString(),
        "--tmpdir",
        directory.resolve("tmp").toString(),
        "--storage-driver",
        "vfs",
        "--cgroup-manager",
        "cgroupfs",
        "--events-backend",
        "file");
  }

  @ParameterizedTest
  @EnumSource
  @Requires(Requirement.PODMAN)
  void podman(ImageFormat format) {
    Tool podman = podman();
    Path file = save(format);
    if (format == ImageFormat.OCI_LAYOUT) {
      podman.say("pull", "oci:" + file + ":" + NAME);
      podman.say("tag", sample.config().hex(), NAME);
    } else {
      podman.say("load", "--input", file.toString());
    }
    assertThat(podman.say("image", "inspect", "--format", "{{.Id}}", NAME))
        .isEqualTo(sample.config().hex());
    for (String theirs : List.of("docker-archive", "oci-archive")) {
      Path saved = temp.resolve(theirs);
      podman.say("save", "--format", theirs, "--output", saved.toString(), NAME);
      isTheImage(saved);
    }
  }

  @Test
  @Requires(Requirement.BUILDAH)
  void buildah() {
    Path directory = directory("buildah");
    Tool buildah =
        new Tool(
            directory,
            "buildah",
            "--root",
            directory.resolve("root").toString(),
            "--runroot",
            directory.resolve("run").toString(),
            "--storage-driver",
            "vfs");
    String id = buildah.say("pull", "--quiet", "oci-archive:" + save(ImageFormat.OCI_ARCHIVE));
    assertThat(id).endsWith(sample.config().hex());
    String container = buildah.say("from", "--quiet", sample.config().hex());
    Path more = temp.resolve("more");
    assertThat(new Tool(directory, "sh", "-c").isFine("echo more > " + more)).isTrue();
    buildah.say("copy", container, more.toString(), "/etc/more");
    buildah.say("config", "--cmd", "/bin/made", container);
    Path theirs = temp.resolve("theirs");
    buildah.say("commit", "--quiet", container, "oci:" + theirs + ":" + NAME);
    buildah.say("rm", container);
    Image loaded = fresh.library().load(theirs, NAMED).getFirst();
    assertThat(fresh.library().validate(theirs)).isEmpty();
    assertThat(loaded.config().command()).containsExactly("/bin/made");
    assertThat(tree(fresh, loaded))
        .containsKeys("etc/b", "etc/c", "etc/more")
        .doesNotContainKey("etc/a");
  }

  @Test
  @Requires(Requirement.UMOCI)
  void umoci() {
    Path layout = save(ImageFormat.OCI_LAYOUT);
    Tool umoci = new Tool(temp.path(), "umoci");
    String tagged = layout + ":" + NAME;
    umoci.say("unpack", "--image", tagged, temp.resolve("bundle").toString());
    assertThat(
            new Tool(temp.path(), "sh", "-c")
                .isFine("echo more > " + temp.resolve("bundle/rootfs/etc/more")))
        .isTrue();
    umoci.say("repack", "--image", tagged, temp.resolve("bundle").toString());
    umoci.say("config", "--image", tagged, "--config.cmd", "/bin/made");
    assertThat(fresh.library().validate(layout)).isEmpty();
    Image loaded =
        fresh.library().load(layout, NAMED).stream()
            .filter(found -> found.config().command().equals(List.of("/bin/made")))
            .findFirst()
            .orElseThrow();
    assertThat(tree(fresh, loaded))
        .containsKeys("etc/b", "etc/c", "etc/more")
        .doesNotContainKey("etc/a");
  }
}
