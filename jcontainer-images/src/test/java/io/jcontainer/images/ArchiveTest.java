package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageException;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageLibrary;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Layer;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images out of the store into files and back, with skopeo on the other side. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ArchiveTest {
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));
  private static final LoadOptions LOAD =
      LoadOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private StoreImageService first;
  private StoreImageService second;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    first = service("first");
    second = service("second");
  }

  private Config config(String root) {
    return Config.defaults().withRoot(temp.resolve(root));
  }

  private StoreImageService service(String root) {
    return (StoreImageService) new StoreImageService.Factory().open(config(root));
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    server.close();
  }

  private static SampleImage sample(String content) {
    byte[] base = new Tar().directory("etc").file("etc/a", "a").bytes();
    byte[] top = new Tar().file("etc/.wh.a", "").file("etc/b", content).bytes();
    return SampleImage.of(
        "amd64",
        GZIP,
        List.of(Digest.sha256(base), Digest.sha256(top)),
        List.of(Tar.gzip(base), Tar.gzip(top)));
  }

  private Image pull(SampleImage sample, String tag) {
    sample.publish(server, "app", tag);
    return first.library().pull(Reference.parse(server.authority() + "/app:" + tag), AMD64);
  }

  private static Map<String, String> tree(StoreImageService service, Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSavedIsLoadedByteForByte(ImageFormat format) {
    SampleImage sample = sample("b");
    Image image = pull(sample, "1");
    Path file = temp.resolve("saved");
    first.library().save(List.of(image), file, format);

    Image loaded = second.library().load(file, LOAD.withArchiveNames()).getFirst();

    assertThat(loaded).isEqualTo(image);
    assertThat(tree(second, loaded)).isEqualTo(tree(first, image)).containsKey("etc/b");
    ImageDetails details = second.library().inspect(loaded);
    assertThat(details.manifest().document().getBytes(StandardCharsets.UTF_8))
        .isEqualTo(sample.manifest());
    StoreTree store = new StoreTree(config("second"));
    sample.blobs().forEach((digest, bytes) -> assertThat(store.blob(digest)).isEqualTo(bytes));
    assertThat(details.layers()).hasSize(2).allMatch(Layer::kept);
  }

  @ParameterizedTest
  @EnumSource
  void savingAgainGivesTheSameBytes(ImageFormat format) throws IOException {
    Image image = pull(sample("b"), "1");
    first.library().save(List.of(image), temp.resolve("1"), format);
    second.library().load(temp.resolve("1"), LOAD.withArchiveNames());
    second.library().save(second.library().list(), temp.resolve("2"), format);
    if (format == ImageFormat.OCI_LAYOUT) {
      for (String file : List.of("index.json", "oci-layout")) {
        assertThat(temp.resolve("2/" + file)).hasSameBinaryContentAs(temp.resolve("1/" + file));
      }
    } else {
      assertThat(temp.resolve("2")).hasSameBinaryContentAs(temp.resolve("1"));
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      first.library().save(List.of(image), stream, format);
      assertThat(stream.toByteArray()).isEqualTo(Files.readAllBytes(temp.resolve("1")));
    }
  }

  @Test
  @Requires(Requirement.SKOPEO)
  void skopeoReadsWhatWeWrite() throws IOException {
    SampleImage sample = sample("b");
    Image image = pull(sample, "1");
    for (ImageFormat format : ImageFormat.values()) {
      String transport =
          switch (format) {
            case OCI_LAYOUT -> "oci";
            case OCI_ARCHIVE -> "oci-archive";
            case DOCKER_ARCHIVE -> "docker-archive";
          };
      Path file = temp.resolve(transport);
      first.library().save(List.of(image), file, format);
      Path copy = temp.resolve("copy-" + transport);
      // docker-archive has no manifests: skopeo makes one of its own
      String[] options =
          format == ImageFormat.DOCKER_ARCHIVE
              ? new String[0]
              : new String[] {"--preserve-digests"};
      Skopeo.copy(transport + ":" + file, "dir:" + copy, options);
      assertThat(copy.resolve(sample.config().hex())).isRegularFile();
      if (format != ImageFormat.DOCKER_ARCHIVE) {
        assertThat(Files.readAllBytes(copy.resolve("manifest.json"))).isEqualTo(sample.manifest());
        for (Map.Entry<Digest, byte[]> blob : sample.blobs().entrySet()) {
          assertThat(Files.readAllBytes(copy.resolve(blob.getKey().hex())))
              .isEqualTo(blob.getValue());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci", "oci-archive", "docker-archive"})
  @Requires(Requirement.SKOPEO)
  void weReadWhatSkopeoWrites(String transport) {
    SampleImage sample = sample("b");
    Image image = pull(sample, "1");
    Path ours = temp.resolve("ours");
    first.library().save(List.of(image), ours, ImageFormat.OCI_LAYOUT);
    Path theirs = temp.resolve("theirs");
    Skopeo.copy("oci:" + ours, transport + ":" + theirs + ":example.org/team/app:7");

    List<Image> loaded = second.library().load(theirs, LOAD.withArchiveNames());

    assertThat(loaded)
        .extracting(Image::reference)
        .containsExactly(Reference.parse("example.org/team/app:7"));
    assertThat(tree(second, loaded.getFirst())).isEqualTo(tree(first, image));
    assertThat(second.library().inspect(loaded.getFirst()).id()).isEqualTo(sample.config());
    if (!transport.equals("docker-archive")) {
      assertThat(loaded.getFirst().digest()).isEqualTo(sample.digest());
    }
  }

  @Test
  @Requires(Requirement.UMOCI)
  void umociReadsOurLayout() throws IOException, InterruptedException {
    Image image = pull(sample("b"), "1");
    first.library().save(List.of(image), temp.resolve("layout"), ImageFormat.OCI_LAYOUT);
    Process umoci =
        new ProcessBuilder("umoci", "ls", "--layout", temp.resolve("layout").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(umoci.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(umoci.waitFor()).as(output).isZero();
    assertThat(output).contains(String.valueOf(image.reference()));
  }

  @Test
  void namesAreAppliedOnlyWhenAsked() {
    Image image = pull(sample("b"), "1");
    Path file = temp.resolve("saved.tar");
    first.library().save(List.of(image), file, ImageFormat.DOCKER_ARCHIVE);

    Image unnamed = second.library().load(file, LOAD).getFirst();
    assertThat(unnamed.name()).isEqualTo("localhost/unnamed@" + image.digest());
    assertThat(second.library().list()).containsExactly(unnamed);
    assertThat(second.library().find(Reference.parse(image.name()), image.platform())).isEmpty();

    Image named = second.library().load(file, LOAD.withName("mine:1")).getFirst();
    assertThat(named.name()).isEqualTo("docker.io/library/mine:1");
    assertThat(second.library().inspect(named).names())
        .containsExactlyInAnyOrder(unnamed.reference(), named.reference());
    assertThat(second.library().remove(Objects.requireNonNull(unnamed.reference()))).isTrue();
    assertThat(tree(second, named)).containsKey("etc/b");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> LOAD.withName("mine@" + image.digest()));
  }

  @Test
  void severalImagesShareTheirLayersInAnArchive() throws IOException {
    Image one = pull(sample("one"), "1");
    Image two = pull(sample("two"), "2");
    Image also = first.library().tag(one, Reference.parse("example.org/also:1"));
    Path layout = temp.resolve("layout");
    first.library().save(List.of(one), layout, ImageFormat.OCI_LAYOUT);
    first.library().save(List.of(two, also), layout, ImageFormat.OCI_LAYOUT);
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      assertThat(blobs).as("2 manifests, 2 configurations, 3 layers").hasSize(7);
    }
    assertThat(second.library().load(layout, LOAD.withArchiveNames()))
        .containsExactlyInAnyOrder(one, two, also);
    Path archive = temp.resolve("archive");
    first.library().save(List.of(one, two, also), archive, ImageFormat.DOCKER_ARCHIVE);
    assertThat(second.library().load(archive, LOAD.withArchiveNames())).hasSize(3);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> second.library().load(archive, LOAD.withName("x:1")))
        .withMessageContaining("2 images");
  }

  @Test
  void compressedArchivesAndStreamsAreRead() throws IOException {
    Image image = pull(sample("b"), "1");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    first.library().save(List.of(image), bytes, ImageFormat.OCI_ARCHIVE);
    byte[] zipped = Tar.gzip(bytes.toByteArray());
    Files.write(temp.resolve("a.tar.gz"), zipped);
    assertThat(second.library().load(temp.resolve("a.tar.gz"), LOAD).getFirst().digest())
        .isEqualTo(image.digest());
    assertThat(second.library().load(new ByteArrayInputStream(zipped), LOAD).getFirst().digest())
        .isEqualTo(image.digest());
    assertThat(new StoreTree(config("second")).staged()).isEmpty();
  }

  /** As Docker saved before version 25: a layer in several images is a link to where it is. */
  @Test
  void anOldDockerArchiveIsRead() throws IOException {
    byte[] layer = new Tar().file("f", "f").bytes();
    byte[] other = new Tar().file("g", "g").bytes();
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
            + "\"diff_ids\":[\"%s\",\"%s\"]}}"
                .formatted(Digest.sha256(layer), Digest.sha256(other));
    byte[] archive =
        new Tar()
            .directory("aa")
            .file("aa/layer.tar", layer, h -> {})
            .directory("bb")
            .symlink("bb/layer.tar", "../aa/layer.tar")
            .file("cc/layer.tar.gz", Tar.gzip(other), h -> {})
            .file("config.json", config)
            .file(
                "manifest.json",
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"old:1\",\"old:2\"],"
                    + "\"Layers\":[\"bb/layer.tar\",\"cc/layer.tar.gz\"]}]")
            .bytes();
    Path file = Files.write(temp.resolve("old.tar"), archive);
    List<Image> loaded = second.library().load(file, LOAD.withArchiveNames());
    assertThat(loaded)
        .extracting(Image::name)
        .containsExactly("docker.io/library/old:1", "docker.io/library/old:2");
    assertThat(tree(second, loaded.getFirst())).containsOnlyKeys(".", "f", "g");
  }

  @Test
  void whatIsWrongIsRefusedByName() throws IOException {
    Path file = temp.resolve("wrong");
    assertThatExceptionOfType(ImageArchiveException.class)
        .isThrownBy(() -> second.library().load(file, LOAD))
        .withMessageContaining("wrong");
    Files.write(file, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});
    refuses(file, "compressed with xz: decompress it first");
    Files.write(file, new byte[0]);
    refuses(file, "no tar archive");
    Files.write(file, new byte[5000]);
    refuses(file, "no tar archive");
    byte[] random = new byte[5000];
    new Random(1).nextBytes(random);
    Files.write(file, random);
    refuses(file, "no tar archive");
    Files.write(file, new Tar().file("etc/passwd", "x").bytes());
    refuses(file, "it holds no images");
    Files.write(file, new Tar().file("manifest.json", "[]").file("manifest.json", "[]").bytes());
    refuses(file, "manifest.json twice");
    Files.write(file, new Tar().file("manifest.json", "[]").bytes());
    refuses(file, "it holds no image");
    Files.write(
        file,
        new Tar()
            .file("manifest.json", "[{\"Config\":\"../../../etc/passwd\",\"Layers\":[]}]")
            .bytes());
    refuses(file, "it has no file ../../../etc/passwd");
    Files.write(
        file,
        new Tar().file("oci-layout", "{}").file("index.json", "{\"schemaVersion\":2}").bytes());
    refuses(file, "imageLayoutVersion");
    Files.write(file, new Tar().entry('L', "x", "", new byte[70 << 20], h -> {}).bytes());
    refuses(file, "more than 64 MiB");
  }

  private void refuses(Path file, String why) {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> second.library().load(file, LOAD))
        .withMessageContaining(why)
        .withMessageContaining(String.valueOf(file.getFileName()));
    assertThat(new StoreTree(config("second")).isEmpty()).isTrue();
  }

  /** Every bit of the archive that matters is covered by a digest or by a strict reader. */
  @Test
  void aDamagedLayoutIsNeverLoadedAsSomethingElse() throws IOException {
    SampleImage sample = sample("b");
    Image image = pull(sample, "1");
    Path layout = temp.resolve("layout");
    first.library().save(List.of(image), layout, ImageFormat.OCI_LAYOUT);
    for (Digest digest : List.of(sample.digest(), sample.config(), sample.lastLayer())) {
      Path blob = layout.resolve("blobs/sha256").resolve(digest.hex());
      byte[] right = Files.readAllBytes(blob);
      byte[] wrong = right.clone();
      wrong[wrong.length / 2] ^= 1;
      Files.write(blob, wrong);
      assertThatExceptionOfType(InvalidImageException.class)
          .isThrownBy(() -> second.library().load(layout, LOAD));
      Files.delete(blob);
      assertThatExceptionOfType(InvalidImageException.class)
          .isThrownBy(() -> second.library().load(layout, LOAD))
          .withMessageContaining("it is missing");
      Files.createSymbolicLink(blob, temp.resolve("elsewhere"));
      Files.write(temp.resolve("elsewhere"), right);
      assertThatExceptionOfType(InvalidImageException.class)
          .isThrownBy(() -> second.library().load(layout, LOAD))
          .withMessageContaining("it is missing");
      Files.delete(blob);
      Files.write(blob, right);
      assertThat(new StoreTree(config("second")).isEmpty()).isTrue();
    }
    // saving into it mends it
    Path blob = layout.resolve("blobs/sha256").resolve(sample.lastLayer().hex());
    byte[] right = Files.readAllBytes(blob);
    Files.write(blob, new byte[right.length]);
    first.library().save(List.of(image), layout, ImageFormat.OCI_LAYOUT);
    assertThat(Files.readAllBytes(blob)).isEqualTo(right);
  }

  @Test
  void layersThatWereNotKeptAreFetchedAgain() {
    SampleImage sample = sample("b");
    first.close();
    first =
        (StoreImageService)
            new StoreImageService.Factory().open(config("first").withLayerArchives(false));
    Image image = pull(sample, "1");
    first.library().save(List.of(image), temp.resolve("a"), ImageFormat.OCI_ARCHIVE);
    assertThat(second.library().load(temp.resolve("a"), LOAD).getFirst().digest())
        .isEqualTo(sample.digest());

    server.close();
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(
            () -> first.library().save(List.of(image), temp.resolve("b"), ImageFormat.OCI_ARCHIVE))
        .withMessageContaining("load or pull the image again, with Config.withLayerArchives(true)")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(temp.resolve("b")).doesNotExist();
  }

  @Test
  void theHostsImageIsNotSaved() {
    ImageLibrary library = first.library();
    Image host = first.host();
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> library.save(List.of(host), temp.resolve("h"), ImageFormat.OCI_ARCHIVE))
        .withMessageContaining("the image of this host");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> library.save(List.of(), temp.resolve("h"), ImageFormat.OCI_ARCHIVE));
    Image image = pull(sample("b"), "1");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                library.save(List.of(image), new ByteArrayOutputStream(), ImageFormat.OCI_LAYOUT));
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(
            () -> library.save(List.of(image), Path.of("/proc/nowhere"), ImageFormat.OCI_ARCHIVE))
        .withMessageContaining("/proc/nowhere");
  }
}
