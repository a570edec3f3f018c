package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.HealthCheck;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageDetails.HistoryStep;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Layer;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.Signal;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.MadeChanges;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.ContainerImages.Changes;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image and a layer on top of it become an image. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ImageCommitTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final CommitOptions AT_TIME = CommitOptions.defaults().withCreated(TIME);
  private static final String DOCKER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final byte[] LOWER =
      new Tar().directory("etc").file("etc/a", "a").file("etc/c", "c").bytes();
  private static final byte[] LAYER =
      new Tar().directory("etc").file("etc/.wh.a", "").file("etc/b", "b").bytes();

  /** What others know and we do not. */
  private static final String DOCUMENT =
      """
      {"architecture":"amd64","os":"linux","os.version":"7.1","author":"them","created":"2020-01-01T00:00:00Z",
       "container":"abc","docker_version":"20.10","x-other":[1,{"a":null}],
       "config":{"Hostname":"h","Env":["PATH=/bin","A=1","PATH=/usr/bin"],"Cmd":["old"],"Entrypoint":null,
        "Shell":["/bin/bash","-c"],"Healthcheck":{"Test":["CMD-SHELL","check"],"Retries":4},
        "ExposedPorts":{"80/tcp":{}},"Labels":{"k":"v","io.jcontainer.x":"y"},"ArgsEscaped":true,
        "OnBuild":["RUN one"]},
       "container_config":{"Cmd":["x"]},
       "history":[{"created":"2020-01-01T00:00:00Z","created_by":"ADD","x":1},
        {"created_by":"CMD","empty_layer":true}],
       "rootfs":{"type":"layers","diff_ids":[%s]}}\
      """;

  @RegisterExtension final Scratch temp = new Scratch();
  @TempDir Path elsewhere;
  private Config config;
  private StoreImageService service;

  @BeforeEach
  void open() {
    config = Config.defaults().withRoot(temp.resolve("root"));
    service = open(config);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private static StoreImageService open(Config config) {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  /** One that must not be asked. */
  private static final Changes NEVER =
      new Changes() {
        @Override
        public List<String> command() {
          throw new AssertionError("nothing is to be done");
        }

        @Override
        public void writeTo(OutputStream tar) {
          throw new AssertionError("nothing is to be read");
        }
      };

  private Image commit(Image base, CommitOptions options) {
    return service.commit(base, new MadeChanges(LAYER), options);
  }

  private Image imported(StoreImageService where) {
    return where
        .library()
        .importTar(
            new ByteArrayInputStream(LOWER),
            Reference.parse("base:1"),
            ImageConfig.ofEnvironment(Map.of("A", "1")).withCommand("old"));
  }

  /** An image of Docker's, with more in it than we know. */
  private static SampleImage docker(byte[]... layers) {
    List<String> diffIds = new java.util.ArrayList<>();
    List<String> descriptors = new java.util.ArrayList<>();
    Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    blobs.put(Digest.sha256(new byte[0]), new byte[0]);
    for (byte[] layer : layers) {
      byte[] stored = Tar.gzip(layer);
      diffIds.add("\"" + Digest.sha256(layer) + "\"");
      blobs.put(Digest.sha256(stored), stored);
      descriptors.add(SampleImage.descriptor(DOCKER, stored));
    }
    byte[] document = DOCUMENT.replace("%s", String.join(",", diffIds)).getBytes(UTF_8);
    Map<Digest, byte[]> all = new LinkedHashMap<>();
    all.put(Digest.sha256(document), document);
    blobs.remove(Digest.sha256(new byte[0]));
    all.putAll(blobs);
    String type = "application/vnd.docker.distribution.manifest.v2+json";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                type,
                SampleImage.descriptor("application/vnd.docker.container.image.v1+json", document),
                String.join(",", descriptors));
    return new SampleImage(type, manifest.getBytes(UTF_8), all);
  }

  private Image pulled(SampleImage sample) {
    try (FaultyServer server = FaultyServer.start()) {
      sample.publish(server, "app", "1");
      return service
          .library()
          .pull(
              Reference.parse(server.authority() + "/app:1"),
              PullOptions.defaults().withPlatform(Platform.parse("linux/amd64")));
    }
  }

  private ImageDetails details(Image image) {
    return service.library().inspect(image);
  }

  @Test
  void theLayerLiesOnTopAndIsKeptCompressed() {
    Image base = imported(service);
    Image image = commit(base, AT_TIME.withName("made:1"));
    assertThat(image.reference()).isEqualTo(Reference.parse("made:1"));
    assertThat(image.config().diffIds())
        .containsExactly(Digest.sha256(LOWER), Digest.sha256(LAYER));
    assertThat(image.config())
        .usingRecursiveComparison()
        .ignoringFields("diffIds")
        .isEqualTo(base.config());
    try (RootFilesystem root = service.rootFilesystem(image)) {
      assertThat(Merged.listing(root.layers())).containsOnlyKeys(".", "etc", "etc/b", "etc/c");
    }
    assertThat(details(image).layers().getLast())
        .satisfies(layer -> assertThat(layer.kept()).isTrue())
        .satisfies(layer -> assertThat(layer.blob().mediaType()).endsWith(".tar+gzip"));
    assertThat(service.library().validate(image)).isEmpty();
    assertThat(new StoreTree(config).staged()).isEmpty();
    assertThat(commit(base, AT_TIME).digest()).as("the same again").isEqualTo(image.digest());
    assertThat(commit(base, AT_TIME.withMessage("x")).digest()).isNotEqualTo(image.digest());
  }

  @Test
  void whoMadeItAndWhyIsWrittenDown() {
    Image image =
        commit(imported(service), AT_TIME.withAuthor("me <me@example.org>").withMessage("why"));
    ImageDetails details = details(image);
    assertThat(details.author()).isEqualTo("me <me@example.org>");
    assertThat(details.created()).contains(TIME);
    assertThat(details.history()).hasSize(2);
    HistoryStep unknown = details.history().getFirst();
    assertThat(unknown.layer()).contains(details.layers().getFirst());
    HistoryStep last = details.history().getLast();
    assertThat(last.layer()).contains(details.layers().getLast());
    assertThat(last.createdBy()).isEqualTo("sh -c make it");
    assertThat(last.comment()).isEqualTo("why");
    assertThat(last.created()).contains(TIME);

    Instant before = Instant.now();
    Image now = commit(image, CommitOptions.defaults());
    assertThat(details(now).created().orElseThrow()).isBetween(before, Instant.now());
    assertThat(details(now).author()).as("not who made what is below").isEmpty();
    assertThat(details(now).history()).hasSize(3);
  }

  @Test
  void whatIsNotKnownStaysAsItIs() {
    Image base = pulled(docker(LOWER));
    Image image = commit(base, AT_TIME.withConfig(config -> config.withCommand("new", "one")));
    ImageDetails details = details(image);
    assertThat(details.manifest().mediaType()).isEqualTo(SampleImage.OCI_MANIFEST);
    assertThat(details.layers().getFirst().blob().mediaType())
        .isEqualTo("application/vnd.oci.image.layer.v1.tar+gzip");
    assertThat(details.layers().getFirst().blob().digest())
        .isEqualTo(details(base).layers().getFirst().blob().digest());
    assertThat(details.configuration())
        .isEqualTo(
            """
            {"architecture":"amd64","os":"linux","os.version":"7.1","created":"2026-01-02T03:04:05.678Z",\
            "x-other":[1,{"a":null}],\
            "config":{"Hostname":"h","Env":["PATH=/bin","A=1","PATH=/usr/bin"],"Cmd":["new","one"],\
            "Shell":["/bin/bash","-c"],"Healthcheck":{"Test":["CMD-SHELL","check"],"Retries":4},\
            "ExposedPorts":{"80/tcp":{}},"Labels":{"k":"v","io.jcontainer.x":"y"},"ArgsEscaped":true,\
            "OnBuild":["RUN one"]},\
            "history":[{"created":"2020-01-01T00:00:00Z","created_by":"ADD","x":1},\
            {"created_by":"CMD","empty_layer":true},\
            {"created":"2026-01-02T03:04:05.678Z","created_by":"sh -c make it"}],\
            "rootfs":{"type":"layers","diff_ids":["%s","%s"]}}\
            """
                .formatted(Digest.sha256(LOWER), Digest.sha256(LAYER)));
  }

  @Test
  void everythingThatSaysHowItIsRunCanBeChanged() {
    Image base = pulled(docker(LOWER));
    assertThat(base.config().onBuild()).containsExactly("RUN one");
    ImageConfig wanted =
        base.config()
            .withEntrypoint("/entry")
            .withCommand()
            .withEnv("A", "2")
            .withEnv("B", "x=y")
            .withoutEnv("PATH")
            .withUser("app:7")
            .withWorkingDirectory("/work")
            .withStopSignal(Signal.parse("QUIT"))
            .withExposedPorts(443, 8080)
            .withVolume("/data")
            .withLabel("k", "other")
            .withLabel("more", "")
            .withHealthCheck(HealthCheck.command("/bin/ok").withRetries(9))
            .withOnBuild("RUN two", "USER root");
    Image image = commit(base, AT_TIME.withConfig(_ -> wanted));
    assertThat(image.config())
        .usingRecursiveComparison()
        .ignoringFields("diffIds")
        .isEqualTo(wanted);
    assertThat(image.config().environment())
        .containsOnly(Map.entry("A", "2"), Map.entry("B", "x=y"));
    assertThat(image.config().exposedPorts()).isEqualTo(Set.of("80/tcp", "443/tcp", "8080/tcp"));
    assertThat(image.config().stopSignal()).isEqualTo("SIGQUIT");
    Image none =
        commit(
            base,
            AT_TIME.withConfig(
                config ->
                    config
                        .withoutHealthCheck()
                        .withOnBuild()
                        .withExposedPorts(Set.of())
                        .withLabels(Map.of())));
    assertThat(none.config().healthCheck()).isEmpty();
    assertThat(details(none).configuration())
        .doesNotContain("Healthcheck", "OnBuild", "ExposedPorts", "Labels")
        .contains("Shell");
  }

  @Test
  void withoutChangesThereIsNoLayer() {
    Image base = imported(service);
    Image image =
        service.commit(
            base,
            new MadeChanges(new Tar().bytes()),
            AT_TIME.withConfig(config -> config.withCommand("new")));
    assertThat(image.config().diffIds()).isEqualTo(base.config().diffIds());
    assertThat(image.config().command()).containsExactly("new");
    assertThat(details(image).layers()).hasSize(1);
    assertThat(details(image).history().getLast().layer()).isEmpty();
    assertThat(details(image).configuration()).contains("\"empty_layer\":true");
    assertThat(service.library().validate(image)).isEmpty();
  }

  @Test
  void itHasAllNamesOrNone() {
    Image base = imported(service);
    Image named = commit(base, AT_TIME.withName("one:1").withName("two").withName("base:1"));
    assertThat(named.reference()).isEqualTo(Reference.parse("one:1"));
    for (String name : List.of("one:1", "two", "base:1")) {
      assertThat(service.library().find(Reference.parse(name)).orElseThrow().digest())
          .isEqualTo(named.digest());
    }
    assertThat(service.library().list()).hasSize(3);
    Image other = imported(service);
    Image unnamed = commit(other, AT_TIME.withMessage("another"));
    assertThat(unnamed.name()).isEqualTo("localhost/unnamed@" + unnamed.digest());
    assertThat(service.library().prune()).containsExactly(unnamed);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> AT_TIME.withName("x@" + named.digest()))
        .withMessageContaining("leave it out");
  }

  @Test
  void whatHasNoLayersIsRefusedBeforeAnythingIsRead() {
    Image host = service.host();
    Image directory = service.library().ofDirectory(elsewhere, ImageConfig.ofEnvironment(Map.of()));
    for (Image image : List.of(host, directory)) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> service.commit(image, NEVER, AT_TIME))
          .withMessageContaining("importTar");
    }
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsRead() {
    Image base = imported(service);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () -> service.commit(base, NEVER, AT_TIME.withConfig(c -> c.withEnv("A=B", ""))));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                service.commit(base, NEVER, AT_TIME.withConfig(c -> c.withWorkingDirectory("x"))));
    service.library().remove(Reference.parse("base:1"));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.commit(base, NEVER, AT_TIME));
  }

  @Test
  void changesThatFailLeaveNothing() {
    Image base = imported(service);
    List<String> blobs = new StoreTree(config).blobs();
    Changes fails =
        new Changes() {
          @Override
          public List<String> command() {
            return List.of();
          }

          @Override
          public void writeTo(OutputStream tar) {
            throw new IllegalStateException("half of it");
          }
        };
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> service.commit(base, fails, AT_TIME.withName("x")));
    byte[] bad = new Tar().device('3', "gone", 0, 0).bytes();
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> service.commit(base, new MadeChanges(bad), AT_TIME.withName("x")));
    assertThat(new StoreTree(config).blobs()).isEqualTo(blobs);
    assertThat(new StoreTree(config).staged()).isEmpty();
    assertThat(service.library().list()).hasSize(1);
  }

  @Test
  void aLayerThatIsTooLargeIsRefused() {
    Image base = imported(service);
    service.close();
    config =
        config.withImageLimits(new ImageLimits(ByteSize.ofKiB(2), ByteSize.ofGiB(1), 1000, 100));
    service = open(config);
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> commit(base, AT_TIME))
        .withMessageContaining("2 KiB")
        .withMessageContaining("withImageLimits");
    assertThat(new StoreTree(config).staged()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200k", "400k", "700k"})
  void aFullDiskLeavesNothing(String size) {
    byte[] noise = new byte[280_000];
    new java.util.Random(1).nextBytes(noise);
    Kernel kernel = new LinuxKernel();
    try (Fd mount = tmpfs(kernel, size)) {
      Config there =
          Config.defaults().withRoot(Path.of("/proc/self/fd/" + mount.number() + "/root"));
      try (StoreImageService full = open(there)) {
        Image base = imported(full);
        List<String> blobs = new StoreTree(there).blobs();
        byte[] layer = new Tar().file("noise", noise, h -> {}).bytes();
        assertThatExceptionOfType(ImageStoreException.class)
            .isThrownBy(() -> full.commit(base, new MadeChanges(layer), AT_TIME.withName("x")))
            .withMessageContaining("ENOSPC")
            .withMessageContaining("free some space");
        assertThat(new StoreTree(there).staged()).isEmpty();
        assertThat(new StoreTree(there).blobs()).isEqualTo(blobs);
        assertThat(full.library().list()).hasSize(1);
      }
    }
  }

  private static Fd tmpfs(Kernel kernel, String size) {
    try (Fd context = kernel.fsopen("tmpfs")) {
      kernel.fsconfigString(context, "size", size);
      kernel.fsconfigString(context, "mode", "0700");
      kernel.fsconfigCreate(context);
      return kernel.fsmount(context, 0);
    }
  }

  @Test
  void lowerLayersThatAreNotKeptComeFromWhereTheyCameFrom() {
    service.close();
    config = config.withLayerArchives(false);
    service = open(config);
    try (RegistryServer registry = RegistryServer.start()) {
      try (StoreImageService other = open(Config.defaults().withRoot(temp.resolve("other")))) {
        Image base = imported(other);
        other.library().push(base, registry.reference("base:1"), PushOptions.defaults());
      }
      Image base = service.library().pull(registry.reference("base:1"), PullOptions.defaults());
      assertThat(details(base).layers().getFirst().kept()).isFalse();
      Image image = commit(base, AT_TIME.withName(registry.reference("made:1")));
      assertThat(details(image).layers()).extracting(Layer::kept).containsExactly(false, true);
      service.library().push(image, registry.reference("made:1"), PushOptions.defaults());
      assertThat(service.library().validate(registry.reference("made:1"))).isEmpty();
    }
  }
}
