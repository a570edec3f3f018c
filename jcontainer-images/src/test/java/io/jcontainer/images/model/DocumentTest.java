package io.jcontainer.images.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Digest;
import io.jcontainer.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {
  @Test
  void readsAnOciManifest() {
    Manifest manifest = (Manifest) parse(Samples.ociManifest(), Samples.OCI_MANIFEST);

    assertThat(manifest.type()).isEqualTo(DocumentType.OCI_MANIFEST);
    assertThat(manifest.config())
        .isEqualTo(Descriptor.of(Samples.OCI_CONFIG, Digest.parse(Samples.A), 1000));
    assertThat(manifest.layers())
        .extracting(Layer::compression)
        .containsExactly(Compression.GZIP, Compression.ZSTD);
    assertThat(manifest.layers().getFirst().descriptor().digest())
        .isEqualTo(Digest.parse(Samples.B));
    assertThat(manifest.layersSize()).isEqualTo(5000);
    assertThat(manifest.annotations()).containsEntry("k", "v").hasSize(2);
  }

  @Test
  void readsADockerManifest() {
    Manifest manifest = (Manifest) parse(Samples.dockerManifest(), Samples.DOCKER_MANIFEST);

    assertThat(manifest.type()).isEqualTo(DocumentType.DOCKER_MANIFEST);
    assertThat(manifest.layers()).hasSize(1);
    assertThat(manifest.annotations()).isEmpty();
  }

  @Test
  void readsAnOciIndex() {
    Index index = (Index) parse(Samples.ociIndex(), Samples.OCI_INDEX);

    assertThat(index.type()).isEqualTo(DocumentType.OCI_INDEX);
    assertThat(index.manifests()).hasSize(3);
    assertThat(index.manifests().get(1).platform()).contains(new Platform("linux", "arm64", "v8"));
    assertThat(index.manifests().get(2).annotations())
        .containsEntry("vnd.docker.reference.type", "attestation-manifest");
  }

  @Test
  void readsADockerList() {
    Index index = (Index) parse(Samples.dockerList(), Samples.DOCKER_LIST);

    assertThat(index.type()).isEqualTo(DocumentType.DOCKER_LIST);
    assertThat(index.manifests()).hasSize(2);
  }

  @Test
  void takesTheTypeFromEitherTheDocumentOrWhoSentIt() {
    String silent =
        Samples.ociManifest().replace("\"mediaType\":\"" + Samples.OCI_MANIFEST + "\",", "");
    assertThat(parse(silent, Samples.OCI_MANIFEST).type()).isEqualTo(DocumentType.OCI_MANIFEST);
    assertThat(Document.parse(bytes(Samples.ociManifest()), Optional.empty(), "it").type())
        .isEqualTo(DocumentType.OCI_MANIFEST);
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.oci.image.layer.v1.tar, NONE",
    "application/vnd.oci.image.layer.v1.tar+gzip, GZIP",
    "application/vnd.oci.image.layer.v1.tar+zstd, ZSTD",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip, GZIP",
    "application/vnd.docker.image.rootfs.diff.tar, NONE",
    "application/vnd.docker.image.rootfs.diff.tar.gzip, GZIP",
    "application/vnd.docker.image.rootfs.diff.tar.zstd, ZSTD",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, GZIP"
  })
  void knowsHowLayersAreCompressed(String mediaType, Compression compression) {
    String json = Samples.dockerManifest().replace(Samples.DOCKER_LAYER, mediaType);
    Manifest manifest = (Manifest) parse(json, Samples.DOCKER_MANIFEST);
    assertThat(manifest.layers()).extracting(Layer::compression).containsExactly(compression);
  }

  @Test
  void takesNullForAbsentAsGoWritesIt() {
    String json =
        Samples.dockerManifest()
            .replace(
                "\"schemaVersion\":2",
                "\"annotations\":null,\"manifests\":null,\"schemaVersion\":2")
            .replace("\"size\":2000", "\"size\":2000,\"urls\":null,\"platform\":null");
    assertThat(parse(json, Samples.DOCKER_MANIFEST)).isInstanceOf(Manifest.class);
  }

  @Test
  void doesNotReadUrls() {
    String json =
        Samples.dockerManifest()
            .replace("\"size\":2000", "\"size\":2000,\"urls\":[\"http://127.0.0.1/x\",7,{}]");
    Manifest manifest = (Manifest) parse(json, Samples.DOCKER_MANIFEST);
    assertThat(manifest.toString()).doesNotContain("127.0.0.1");
  }

  private static Document parse(String json, String declared) {
    return Document.parse(bytes(json), Optional.of(declared), "manifest of app:1");
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
