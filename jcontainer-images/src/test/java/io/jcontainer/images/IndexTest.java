package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageIndex;
import io.jcontainer.ImageIndexes;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageStoreException;
import io.jcontainer.IndexEntry;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.PushResult;
import io.jcontainer.Reference;
import io.jcontainer.StoreFinding;
import io.jcontainer.StoreFinding.Outcome;
import io.jcontainer.images.model.IndexDocument;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Tool;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Makes indexes of what a store and a registry have. */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.REGISTRY})
class IndexTest {
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String VERSION = "org.opencontainers.image.version";
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final Platform ARM64 = Platform.parse("linux/arm64/v8");
  private static final PullOptions PULL = PullOptions.defaults().withPlatform(AMD64);
  private static final Reference NAME = Reference.parse("localhost/team/app:1");

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private DockerRegistry registry;
  private Config config;
  private StoreImageService service;
  private ImageIndexes indexes;
  private SampleImage amd64;
  private SampleImage arm64;

  @BeforeEach
  void open() throws IOException {
    server = FaultyServer.start();
    registry = DockerRegistry.open(Files.createDirectory(temp.resolve("registry")));
    config = Config.defaults().withRoot(temp.resolve("store"));
    service = service(config);
    indexes = service.library().indexes();
    amd64 = sample("amd64").publish(server, "here", "1");
    arm64 = sample("arm64").publish(server, "there", "1");
  }

  private static StoreImageService service(Config config) {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  @AfterEach
  void close() {
    service.close();
    registry.close();
    server.close();
  }

  private static SampleImage sample(String architecture) {
    byte[] base = new Tar().directory("etc").file("etc/a", "a").bytes();
    byte[] own = new Tar().file("arch", architecture).bytes();
    return SampleImage.of(
        architecture,
        GZIP,
        List.of(Digest.sha256(base), Digest.sha256(own)),
        List.of(Tar.gzip(base), Tar.gzip(own)));
  }

  private Reference named(String name) {
    return Reference.parse(server.authority() + "/" + name);
  }

  private Reference target(String name) {
    return Reference.parse(registry.authority() + "/" + name);
  }

  /** One image of the store and one of a registry. */
  private ImageIndex index() {
    Image here = service.library().pull(named("here:1"), PULL);
    IndexEntry there = indexes.entries(named("there:1")).getFirst();
    return ImageIndex.empty()
        .with(indexes.entry(here).withAnnotation("from", "the store"))
        .with(there.withPlatform(ARM64))
        .withAnnotation(VERSION, "1");
  }

  private static Digest digest(ImageIndex index) {
    return Digest.sha256(IndexDocument.write(index));
  }

  @Test
  void whatIsPushedIsWhatOtherToolsSeeAndPull() throws IOException {
    ImageIndex index = index();
    assertThat(index.entries())
        .extracting(IndexEntry::platform)
        .containsExactly(Optional.of(AMD64), Optional.of(ARM64));

    PushResult pushed = indexes.push(index, target("team/app:1"), PushOptions.defaults());
    assertThat(pushed.reference()).isEqualTo(target("team/app:1").withDigest(digest(index)));
    assertThat(pushed.sent()).as("two configurations, three layers").isEqualTo(5);
    PushResult again = indexes.push(index, target("team/app:2"), PushOptions.defaults());
    assertThat(again.sent()).isZero();
    assertThat(service.library().validate(target("team/app:1"))).isEmpty();
    assertThat(indexes.read(target("team/app:1")).annotations()).isEqualTo(Map.of(VERSION, "1"));

    String there = "docker://" + target("team/app:1");
    Path directory = Files.createDirectory(temp.resolve("t"));
    String raw = new Tool(directory, "skopeo").say("inspect", "--raw", "--tls-verify=false", there);
    assertThat(raw.getBytes(UTF_8)).isEqualTo(IndexDocument.write(index));
    new Tool(directory, "skopeo", "--insecure-policy")
        .say("copy", "--all", "--src-tls-verify=false", there, "oci:" + directory + "/copied:1");
    assertThat(service.library().validate(directory.resolve("copied"))).isEmpty();
    assertThat(podman(directory).say("manifest", "inspect", target("team/app:1").toString()))
        .contains(amd64.digest().toString(), arm64.digest().toString(), "\"variant\": \"v8\"");

    try (StoreImageService other = service(config.withRoot(temp.resolve("other")))) {
      Reference name = target("team/app:1");
      assertThat(other.library().pull(name, PULL).digest()).isEqualTo(amd64.digest());
      assertThat(other.library().pull(name, PULL.withPlatform(ARM64)).digest())
          .isEqualTo(arm64.digest());
    }
  }

  private Tool podman(Path directory) throws IOException {
    Requirement.PODMAN.orSkip();
    Path registries =
        Files.writeString(
            directory.resolve("registries.conf"),
            "[[registry]]\nlocation = \"%s\"\ninsecure = true\n".formatted(registry.authority()));
    return new Tool(
        directory,
        "env",
        "CONTAINERS_REGISTRIES_CONF=" + registries,
        "podman",
        "--root",
        directory.resolve("root").toString(),
        "--runroot",
        directory.resolve("run").toString(),
        "--storage-driver",
        "vfs");
  }

  @Test
  void anIndexOfTheStoreKeepsAllThatItConsistsOf() {
    ImageIndex index = index();
    assertThat(indexes.store(index, NAME)).isEqualTo(digest(index));
    assertThat(indexes.names()).containsExactly(NAME);
    ImageIndex found = indexes.find(NAME).orElseThrow();
    assertThat(IndexDocument.write(found)).isEqualTo(IndexDocument.write(index));
    assertThat(service.library().list())
        .as("the image that was pulled has the name too; the other is not unpacked")
        .extracting(image -> String.valueOf(image.reference()))
        .containsExactlyInAnyOrder(named("here:1").toString(), NAME.toString());
    assertThat(service.library().pull(NAME, PULL.withPolicy(PullOptions.Policy.NEVER)).digest())
        .isEqualTo(amd64.digest());

    server.close();
    service.library().prune(_ -> true);
    assertThat(service.library().list()).isEmpty();
    reopen();
    assertThat(indexes.find(NAME)).as("it is no image that prune knows").contains(found);
    assertThat(indexes.validate(NAME)).isEmpty();
  }

  private void reopen() {
    service.close();
    service = service(config);
    indexes = service.library().indexes();
  }

  @Test
  void itIsSentFromTheStoreAloneWhenNothingElseIsLeft() {
    ImageIndex index = index();
    indexes.store(index, NAME);
    service.library().remove(named("here:1"));
    server.close();
    reopen();
    assertThat(indexes.validate(NAME)).isEmpty();
    assertThat(service.library().check(CheckDepth.TREES).findings()).isEmpty();

    ImageIndex found = indexes.find(NAME).orElseThrow().withAnnotation(VERSION, "2");
    PushResult pushed = indexes.push(found, target("team/app:2"), PushOptions.defaults());
    assertThat(pushed.sent()).isEqualTo(5);
    assertThat(service.library().validate(target("team/app:2"))).isEmpty();
    assertThat(indexes.store(found, NAME)).as("from its own parts").isEqualTo(digest(found));
    assertThat(new StoreTree(config).images())
        .containsExactlyInAnyOrder(digest(found).hex(), amd64.digest().hex());

    assertThat(service.library().remove(NAME)).isTrue();
    assertThat(indexes.names()).isEmpty();
    assertThat(new StoreTree(config).isEmpty()).isTrue();
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> indexes.validate(NAME));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> indexes.push(found, target("team/app:3"), PushOptions.defaults()))
        .withMessageContaining("add it anew");
  }

  @Test
  void damageIsFoundAndItsRecordIsMadeAnew() throws IOException {
    ImageIndex index = index();
    String digest = indexes.store(index, NAME).hex();
    Path images = config.root().resolve("images");
    byte[] before = Files.readAllBytes(images.resolve("images/" + digest));
    Files.write(images.resolve("images/" + digest), Arrays.copyOf(before, 40));
    assertThat(service.library().repair(CheckDepth.PRESENCE).findings())
        .extracting(StoreFinding::outcome)
        .containsExactly(Outcome.REPAIRED);
    assertThat(Files.readAllBytes(images.resolve("images/" + digest))).isEqualTo(before);

    Path layer = images.resolve("blobs/sha256/" + arm64.lastLayer().hex());
    byte[] bytes = Files.readAllBytes(layer);
    bytes[bytes.length - 1] ^= 1;
    Files.write(layer, bytes);
    assertThat(indexes.validate(NAME)).isNotEmpty();
    assertThat(service.library().check(CheckDepth.CONTENT).findings())
        .extracting(StoreFinding::path)
        .contains(layer);
  }

  @Test
  void entriesAreReplacedAndTakenOut() {
    ImageIndex index = index();
    IndexEntry arm = index.find(ARM64).orElseThrow();
    Platform v9 = Platform.parse("linux/arm64/v9");
    ImageIndex changed = index.with(arm.withPlatform(v9)).withoutAnnotation(VERSION);
    assertThat(changed.entries()).hasSize(2);
    assertThat(changed.find(v9)).isPresent();
    assertThat(changed.find(ARM64)).isEmpty();
    assertThat(changed.annotations()).isEmpty();
    assertThat(changed.without(arm.digest()).entries()).containsExactly(index.entries().getFirst());
    indexes.push(index, target("app:1"), PushOptions.defaults());
    assertThat(indexes.entries(target("app:1")))
        .as("of an index, its entries")
        .extracting(IndexEntry::digest)
        .containsExactly(amd64.digest(), arm64.digest());
  }

  @Test
  void whatAnEntrySaysIsKeptThoughItIsOfNoUseHere() {
    String text =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":3,\
        "platform":{"architecture":"amd64","os":"windows","os.version":"10.0.1",\
        "os.features":["win32k"],"variant":"v1"},"artifactType":"a/b",\
        "annotations":{"z":"1","a":"2"}}],"annotations":{"k":"v"}}\
        """
            .formatted(SampleImage.OCI_INDEX, SampleImage.OCI_MANIFEST, amd64.digest());
    ImageIndex read = IndexDocument.read(text.getBytes(UTF_8), Optional.empty(), "index");
    assertThat(read.entries().getFirst().size()).isEqualTo(ByteSize.ofBytes(3));
    assertThat(new String(IndexDocument.write(read), UTF_8)).isEqualTo(text);
  }

  @Test
  void whatCannotBeIsRefused() {
    ImageIndex index = index();
    Reference wrong = NAME.withDigest(amd64.digest());
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> indexes.store(index, wrong))
        .withMessageContaining(digest(index).toString());
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> indexes.store(ImageIndex.empty(), NAME))
        .withMessageContaining("add one at least");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> indexes.read(named("here:1")))
        .withMessageContaining("single image");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> indexes.entry(service.host()));
    assertThat(new StoreTree(config).sessions()).as("this engine's own").hasSize(2);
  }
}
