package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.jcontainer.Artifact;
import io.jcontainer.Blob;
import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageIndex;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Manifest;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.Registry;
import io.jcontainer.Registry.Referrer;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.junit.RegistryFault;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What registries have beside images, and manifests and their content as values. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ArtifactTest {
  private static final String BOM = "application/vnd.cyclonedx+json";
  private static final String EMPTY = "application/vnd.oci.empty.v1+json";
  private static final Artifact NOTE =
      Artifact.of(BOM).withContent("{\"bom\":1}".getBytes(UTF_8), BOM);

  @RegisterExtension final Scratch temp = new Scratch();
  private RegistryServer server;
  private StoreImageService service;
  private Registry registry;

  @BeforeEach
  void open() {
    server = RegistryServer.start();
    service = service(Config.defaults());
    registry = service.library().registry(server.name());
  }

  private StoreImageService service(Config config) {
    return (StoreImageService)
        new StoreImageService.Factory().open(config.withRoot(temp.resolve("store")));
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
  }

  private Image image() {
    byte[] layer = new Tar().directory("etc").file("etc/a", "a").bytes();
    return service
        .library()
        .importTar(
            new ByteArrayInputStream(layer),
            Reference.parse("example.org/app:1"),
            ImageConfig.ofEnvironment(Map.of()).withCommand("serve"));
  }

  private Image pushed(String name) {
    Image image = image();
    service.library().push(image, server.reference(name), PushOptions.defaults());
    return image;
  }

  private static byte[] bytes(InputStream stream) throws IOException {
    try (stream) {
      return stream.readAllBytes();
    }
  }

  @Test
  void filesGoUnderANameAndComeBack() throws IOException {
    byte[] large = new byte[6 << 20];
    new Random(1).nextBytes(large);
    Path file = Files.write(temp.resolve("model.bin"), large);
    Artifact artifact =
        Artifact.of("application/vnd.example.model.v1")
            .withFile(file, "application/octet-stream")
            .withContent("read me".getBytes(UTF_8), "text/plain", Map.of("lang", "en"))
            .withConfig("{\"a\":1}".getBytes(UTF_8), "application/vnd.example.config+json")
            .withAnnotation("org.opencontainers.image.version", "3")
            .withAnnotation("by", "me");

    Manifest sent = registry.push("models/one:3", artifact);
    Manifest there = registry.manifest("models/one:3");

    assertThat(there).isEqualTo(sent);
    assertThat(registry.digest("models/one:3")).contains(sent.digest());
    assertThat(there.type()).isEqualTo("application/vnd.example.model.v1");
    assertThat(there.isImage()).isFalse();
    assertThat(there.subject()).isEmpty();
    assertThat(there.annotations())
        .containsExactly(Map.entry("org.opencontainers.image.version", "3"), Map.entry("by", "me"));
    assertThat(there.blobs()).hasSize(2);
    Blob model = there.blobs().getFirst();
    assertThat(model)
        .isEqualTo(
            new Blob(
                "application/octet-stream",
                Digest.sha256(large),
                ByteSize.ofBytes(large.length),
                Map.of(Blob.TITLE, "model.bin")));
    assertThat(bytes(registry.open("models/one", model))).isEqualTo(large);
    assertThat(bytes(registry.open("models/one", there.blobs().getLast())))
        .asString(UTF_8)
        .isEqualTo("read me");
    assertThat(bytes(registry.open("models/one", there.config())))
        .asString(UTF_8)
        .isEqualTo("{\"a\":1}");
    assertThat(Digest.sha256(there.document().getBytes(UTF_8))).isEqualTo(there.digest());
    assertThat(registry.push("models/one:4", artifact)).isEqualTo(sent);
    assertThat(registry.tags("models/one")).containsExactly("3", "4");
  }

  @Test
  void whatIsAboutAnImageIsListedWithItsType() {
    Image image = pushed("team/app:1");
    Manifest attached = registry.attach("team/app:1", NOTE.withAnnotation("by", "me"));
    assertThat(attached.subject()).contains(image.digest());
    assertThat(registry.referrers("team/app", image.digest()))
        .containsExactly(
            new Referrer(
                attached.digest(),
                SampleImage.OCI_MANIFEST,
                BOM,
                attached.document().length(),
                Map.of("by", "me")));
    assertThat(registry.manifest("team/app@" + attached.digest())).isEqualTo(attached);
    assertThat(registry.tags("team/app")).containsExactly("1");

    Manifest second = registry.attach("team/app@" + attached.digest(), Artifact.of("a/note"));
    assertThat(registry.referrers("team/app", attached.digest()))
        .extracting(Referrer::digest)
        .containsExactly(second.digest());
  }

  @Test
  void whereNoReferrersAreKnownTheTagOfTheSubjectHasThem() {
    try (RegistryServer old = RegistryServer.withoutReferrers()) {
      Registry there = service.library().registry(old.name());
      Image image = image();
      service.library().push(image, old.reference("app:1"), PushOptions.defaults());
      Manifest one = there.attach("app:1", NOTE);
      Manifest two = there.attach("app:1", Artifact.of("a/note"));
      assertThat(there.referrers("app", image.digest()))
          .extracting(Referrer::digest, Referrer::artifactType)
          .containsExactly(tuple(one.digest(), BOM), tuple(two.digest(), "a/note"));
    }
  }

  @Test
  void anArtifactOfNothingIsWhatTheSpecificationSays() throws IOException {
    Manifest manifest = registry.push("flag:1", Artifact.of("application/vnd.example.flag"));
    Blob nothing =
        new Blob(EMPTY, Digest.sha256("{}".getBytes(UTF_8)), ByteSize.ofBytes(2), Map.of());
    assertThat(manifest.config()).isEqualTo(nothing);
    assertThat(manifest.blobs()).containsExactly(nothing);
    assertThat(bytes(registry.open("flag", nothing))).asString(UTF_8).isEqualTo("{}");
    assertThat(manifest.document())
        .contains("\"artifactType\":\"application/vnd.example.flag\"")
        .doesNotContain("subject");
  }

  @Test
  void anImageIsAManifestWithLayersThatCanBeRead() throws IOException {
    Image image = pushed("team/app:1");
    Manifest there = registry.manifest("team/app:1");
    assertThat(there.isImage()).isTrue();
    assertThat(there.type()).isEqualTo("application/vnd.oci.image.config.v1+json");
    assertThat(there).isEqualTo(service.library().inspect(image).manifest());
    Blob layer = there.blobs().getFirst();
    byte[] stored = bytes(service.library().open(image, layer));
    assertThat(Digest.sha256(stored)).isEqualTo(layer.digest());
    assertThat(stored).hasSize((int) layer.size().bytes());
    assertThat(bytes(registry.open("team/app", layer))).isEqualTo(stored);
    assertThat(bytes(service.library().open(image, there.config())))
        .isEqualTo(bytes(registry.open("team/app", there.config())));
  }

  @Test
  void anImageIsInUseWhileItsLayerIsRead() throws IOException {
    Image image = image();
    Blob layer = service.library().inspect(image).manifest().blobs().getFirst();
    try (InputStream stream = service.library().open(image, layer)) {
      assertThat(service.library().remove(Reference.parse("example.org/app:1"))).isTrue();
      assertThat(stream.readAllBytes()).hasSize((int) layer.size().bytes());
    }
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.library().open(image, layer));
  }

  @Test
  void wrongContentIsToldAtItsEndAtTheLatest() {
    registry.push("notes:1", NOTE);
    Blob right = registry.manifest("notes:1").blobs().getFirst();
    Blob shorter = new Blob(right.mediaType(), right.digest(), ByteSize.ofBytes(3), Map.of());
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> bytes(registry.open("notes", shorter)))
        .withMessageContaining(right.digest().toString());
    server.fail(request -> request.path().contains("/blobs/"), new RegistryFault.Damage(), 1);
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> bytes(registry.open("notes", right)))
        .withMessageContaining("digest");
  }

  @Test
  void aConnectionThatBreaksIsContinued() throws IOException {
    byte[] large = new byte[300_000];
    new Random(2).nextBytes(large);
    registry.push("large:1", Artifact.of("a/large").withContent(large, "a/large"));
    Blob blob = registry.manifest("large:1").blobs().getFirst();
    server.fail(
        request -> request.path().contains("/blobs/"), new RegistryFault.CutOff(100_000), 1);
    assertThat(bytes(registry.open("large", blob))).isEqualTo(large);
  }

  @Test
  void anIndexIsNoManifest() {
    Image image = pushed("app:1");
    service
        .library()
        .indexes()
        .push(
            ImageIndex.empty().with(service.library().indexes().entry(image)),
            server.reference("app:all"),
            PushOptions.defaults());
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> registry.manifest("app:all"))
        .withMessageContaining("it is an index of several manifests")
        .withMessageContaining("app:all");
    Manifest about = registry.attach("app:all", NOTE);
    assertThat(about.subject()).isEqualTo(registry.digest("app:all"));
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsSent() throws IOException {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Artifact.of("no type"))
        .withMessageContaining("artifact type \"no type\"");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> NOTE.withContent(new byte[0], "text/plain; charset=utf-8"))
        .withMessageContaining("media type");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> NOTE.withFile(temp.path(), "a/b"))
        .withMessageContaining("no regular file");
    Path file = Files.writeString(temp.resolve("gone"), "x");
    Artifact gone = NOTE.withFile(file, "a/b");
    Files.delete(file);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> registry.push("notes:1", gone))
        .withMessageContaining("gone");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> registry.push("notes:1", NOTE.withAnnotation("a", "b".repeat(5 << 20))))
        .withMessageContaining("4 MiB");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> registry.push("notes@" + Digest.sha256(new byte[1]), NOTE))
        .withMessageContaining("digest");
    assertThat(server.requests()).isEmpty();
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> registry.attach("notes:1", NOTE));
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(() -> registry.manifest("notes:1"));
    Image image = image();
    Blob other = new Blob(BOM, Digest.sha256(new byte[1]), ByteSize.ofBytes(1), Map.of());
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> service.library().open(image, other))
        .withMessageContaining("has none of that digest");
  }

  /** Debian's registry knows no referrers, and skopeo reads what it has. */
  @Test
  @Requires({Requirement.REGISTRY, Requirement.SKOPEO})
  void othersTakeThem() throws Exception {
    try (DockerRegistry real =
        DockerRegistry.withPassword(Files.createDirectory(temp.resolve("registry")))) {
      service.close();
      service =
          service(
              Config.defaults()
                  .withCredentials(
                      real.authority(),
                      new RegistryCredentials(
                          DockerRegistry.USER, DockerRegistry.PASSWORD.toCharArray())));
      Registry there = service.library().registry(real.authority());
      Image image = image();
      service
          .library()
          .push(image, Reference.parse(real.authority() + "/app:1"), PushOptions.defaults());
      Manifest sent = there.push("notes:1", NOTE);
      Manifest about = there.attach("app:1", NOTE);
      assertThat(there.manifest("notes:1")).isEqualTo(sent);
      assertThat(there.referrers("app", image.digest()))
          .extracting(Referrer::digest)
          .containsExactly(about.digest());
      String login = DockerRegistry.USER + ":" + DockerRegistry.PASSWORD;
      Path copy = temp.resolve("copy");
      Skopeo.copy("docker://" + real.authority() + "/notes:1", "dir:" + copy, "--src-creds", login);
      assertThat(copy.resolve("manifest.json")).hasContent(sent.document());
      Skopeo.copy(
          "dir:" + copy, "docker://" + real.authority() + "/other:1", "--dest-creds", login);
      assertThat(there.manifest("other:1")).isEqualTo(sent);
      assertThat(bytes(there.open("other", sent.blobs().getFirst())))
          .asString(UTF_8)
          .isEqualTo("{\"bom\":1}");
    }
  }
}
