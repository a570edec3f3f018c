package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.Index;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.registry.testing.DockerRegistry;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's docker-registry, filled by skopeo. */
@Requires({Requirement.REGISTRY, Requirement.SKOPEO})
class RealRegistryTest {
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

  @TempDir Path directory;

  @Test
  void fetchesAnImageInBothFormats() throws IOException {
    SampleImage image = SampleImage.ofLayer(random(3 << 20));
    try (DockerRegistry registry = DockerRegistry.open(directory);
        RegistryClient client = RegistryClient.open(Clients.config())) {
      Skopeo skopeo = new Skopeo(directory.resolve("layout"));
      skopeo.push(image, registry, "team/app:oci");
      skopeo.pushAsDocker(image, registry, "team/app:docker");

      client.ping(registry.authority());
      fetch(client, registry, "team/app:oci", DocumentType.OCI_MANIFEST);
      fetch(client, registry, "team/app:docker", DocumentType.DOCKER_MANIFEST);
      FetchedDocument byDigest =
          client.manifest(Reference.parse(registry.authority() + "/team/app@" + image.digest()));
      assertThat(byDigest.bytes()).isEqualTo(image.manifest());
    }
  }

  private static void fetch(
      RegistryClient client, DockerRegistry registry, String name, DocumentType type)
      throws IOException {
    Reference reference = Reference.parse(registry.authority() + "/" + name);
    FetchedDocument fetched = client.manifest(reference);
    Manifest manifest = (Manifest) fetched.document();
    assertThat(manifest.type()).isEqualTo(type);
    assertThat(Digest.sha256(fetched.bytes())).isEqualTo(fetched.digest());
    ConfigFile config =
        ConfigFile.parse(client.smallBlob(reference, manifest.config()), "configuration");
    config.requireLayersOf(manifest, "configuration");
    Descriptor layer = manifest.layers().getFirst().descriptor();
    try (VerifiedStream stream = client.blob(reference, layer)) {
      byte[] bytes = stream.readAllBytes();
      assertThat(Digest.sha256(bytes)).isEqualTo(layer.digest());
      assertThat(stream.count()).isEqualTo(layer.size());
    }
  }

  @Test
  void fetchesOneImageOfAnIndex() {
    SampleImage amd64 =
        SampleImage.of("amd64", OCI_LAYER, List.of(Digest.sha256(random(9))), List.of(random(9)));
    SampleImage arm64 =
        SampleImage.of("arm64", OCI_LAYER, List.of(Digest.sha256(random(8))), List.of(random(8)));
    try (DockerRegistry registry = DockerRegistry.open(directory);
        RegistryClient client = RegistryClient.open(Clients.config())) {
      new Skopeo(directory.resolve("layout"))
          .pushIndex(Map.of("amd64", amd64, "arm64", arm64), registry, "app:1");
      Reference reference = Reference.parse(registry.authority() + "/app:1");

      Index index = (Index) client.manifest(reference).document();
      Descriptor chosen = index.choose(Platform.parse("linux/arm64/v8"), reference);
      assertThat(client.manifest(reference, chosen).bytes()).isEqualTo(arm64.manifest());
      assertThatExceptionOfType(ImageNotFoundException.class)
          .isThrownBy(() -> index.choose(Platform.parse("linux/s390x"), reference))
          .withMessageContaining("linux/amd64")
          .withMessageContaining("linux/arm64");
    }
  }

  @Test
  void logsInWithAPassword() {
    SampleImage image = SampleImage.ofLayer(random(1000));
    try (DockerRegistry registry = DockerRegistry.withPassword(directory)) {
      new Skopeo(directory.resolve("layout")).push(image, registry, "app:1");
      Reference reference = Reference.parse(registry.authority() + "/app:1");

      try (RegistryClient client = client(registry, DockerRegistry.PASSWORD)) {
        client.ping(registry.authority());
        assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
        try (VerifiedStream layer = client.blob(reference, Clients.lastLayer(client, reference))) {
          layer.finish();
        }
      }
      try (RegistryClient client = client(registry, "wrong horse")) {
        assertRefused(client, reference, "wrong horse");
      }
      try (RegistryClient client = RegistryClient.open(Clients.config())) {
        assertRefused(client, reference, DockerRegistry.PASSWORD);
      }
    }
  }

  private static RegistryClient client(DockerRegistry registry, String password) {
    Config config =
        Clients.config()
            .withCredentials(
                registry.authority(),
                new RegistryCredentials(DockerRegistry.USER, password.toCharArray()));
    return RegistryClient.open(config);
  }

  private static void assertRefused(RegistryClient client, Reference reference, String secret) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.manifest(reference))
        .withMessageContaining("registry " + reference.registry())
        .withMessageContaining("HTTP 401 (UNAUTHORIZED)")
        .withMessageContaining("Config.withCredentials(\"" + reference.registry() + "\"")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED))
        .satisfies(e -> assertThat(e.toString()).doesNotContain(secret));
  }

  @Test
  void saysWhatIsNotThere() {
    SampleImage image = SampleImage.ofLayer(random(1000));
    try (DockerRegistry registry = DockerRegistry.open(directory);
        RegistryClient client = RegistryClient.open(Clients.config())) {
      new Skopeo(directory.resolve("layout")).push(image, registry, "app:1");
      String authority = registry.authority();
      for (String name : List.of("app:2", "other:1", "app@sha256:" + "0".repeat(64))) {
        Reference reference = Reference.parse(authority + "/" + name);
        assertThatExceptionOfType(ImageNotFoundException.class)
            .isThrownBy(() -> client.manifest(reference))
            .withMessageContaining("registry " + authority)
            .satisfies(e -> assertThat(e.image()).isEqualTo(reference.toString()));
      }
      Descriptor missing = Descriptor.of("x/y", Digest.sha256(new byte[1]), 1);
      assertThatExceptionOfType(ImageNotFoundException.class)
          .isThrownBy(() -> client.blob(Reference.parse(authority + "/app:1"), missing))
          .withMessageContaining(missing.digest().toString());
    }
  }

  @Test
  void noticesThatTheRegistrysDiskIsDamaged() throws IOException {
    SampleImage image = SampleImage.ofLayer(random(100_000));
    try (DockerRegistry registry = DockerRegistry.open(directory);
        RegistryClient client = RegistryClient.open(Clients.config())) {
      new Skopeo(directory.resolve("layout")).push(image, registry, "app:1");
      Reference reference = Reference.parse(registry.authority() + "/app:1");
      Descriptor layer = Clients.lastLayer(client, reference);
      Path file = registry.blob(layer.digest().hex());
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);

      try (VerifiedStream stream = client.blob(reference, layer)) {
        assertThatExceptionOfType(InvalidImageException.class)
            .isThrownBy(stream::finish)
            .withMessageContaining("should be " + layer.digest());
      }
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
