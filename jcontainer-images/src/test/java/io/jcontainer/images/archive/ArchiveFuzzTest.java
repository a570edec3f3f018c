package io.jcontainer.images.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Digest;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.layout.FileSet;
import io.jcontainer.images.layout.OciLayout;
import io.jcontainer.images.testing.Fuzz;
import io.jcontainer.images.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of images with random damage: their listings, their indexes and their headers. */
class ArchiveFuzzTest {
  private static final List<byte[]> PIECES =
      Fuzz.texts(
          "null",
          "[]",
          "{}",
          "[[[[",
          "\"\"",
          "\"../../etc/passwd\"",
          "\"/etc/passwd\"",
          "\"Layers\":[],",
          "\"Config\":null,",
          "\"RepoTags\":[null],",
          "\"blobs/sha256/..\"",
          "\0",
          "-1",
          "1e999",
          "77777777777",
          "ustar\0" + "00",
          "30 GNU.sparse.map=0,9999999\n",
          "99999999999 size=1\n",
          "\u00e9");

  @TempDir Path temp;

  /** Files in memory. */
  private record Memory(Map<String, byte[]> files) implements FileSet {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public OptionalLong size(String path) {
      byte[] file = files.get(path);
      return file == null ? OptionalLong.empty() : OptionalLong.of(file.length);
    }

    @Override
    public Optional<InputStream> open(String path) {
      return Optional.ofNullable(files.get(path)).map(ByteArrayInputStream::new);
    }

    @Override
    public void close() {}
  }

  private static byte[] layer() {
    return new Tar().file("f", "content").bytes();
  }

  private static byte[] config() {
    return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
            + Digest.sha256(layer())
            + "\"]}}")
        .getBytes(UTF_8);
  }

  private static byte[] listing() {
    return "[{\"Config\":\"config.json\",\"RepoTags\":[\"a:1\",\"b/c:2\"],\"Layers\":[\"l/layer.tar\"]}]"
        .getBytes(UTF_8);
  }

  private static void readDocker(FileSet files) {
    for (DockerArchive.Entry entry : new DockerArchive(files).entries()) {
      FetchedDocument manifest = entry.manifest();
      assertThat(manifest.document().type().isIndex()).isFalse();
    }
  }

  @Test
  void listingsOfDockerAreReadOrRefused() {
    int refused =
        new Fuzz(
                List.of(listing()),
                PIECES,
                input ->
                    readDocker(
                        new Memory(
                            Map.of(
                                "manifest.json", input,
                                "config.json", config(),
                                "l/layer.tar", layer()))))
            .run();
    assertThat(refused).isBetween(Fuzz.ROUNDS / 4, Fuzz.ROUNDS);
  }

  @Test
  void indexesOfLayoutsAreReadOrRefused() {
    byte[] index =
        ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":"
                + "\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + Digest.sha256(new byte[1])
                + "\",\"size\":1,\"annotations\":{\"org.opencontainers.image.ref.name\":\"x\"}}]}")
            .getBytes(UTF_8);
    byte[] mark = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8);
    int refused =
        new Fuzz(
                List.of(index),
                PIECES,
                input ->
                    new OciLayout(new Memory(Map.of("oci-layout", mark, "index.json", input)))
                        .entries()
                        .forEach(entry -> assertThat(OciLayout.names(entry)).hasSizeLessThan(3)))
            .run();
    assertThat(refused).isBetween(Fuzz.ROUNDS / 4, Fuzz.ROUNDS);
  }

  @Test
  void archivesAreReadOrRefused() throws IOException {
    Path file = temp.resolve("archive");
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("manifest.json", listing());
    parts.put("config.json", config());
    parts.put("l/layer.tar", layer());
    Tar tar = new Tar();
    parts.forEach((name, content) -> tar.file(name, content, h -> {}));
    tar.symlink("m", "../../../etc/passwd").hardLink("n", "config.json");
    int refused =
        new Fuzz(
                List.of(tar.bytes()),
                PIECES,
                input -> {
                  write(file, input);
                  try (ArchiveFile archive = ArchiveFile.open(file, "archive")) {
                    if (DockerArchive.isArchive(archive)) {
                      readDocker(archive);
                    }
                    assertThat(archive.size("m").orElse(0)).isBetween(0L, (long) input.length);
                  }
                })
            .run(Math.max(2_000, Fuzz.ROUNDS / 4));
    assertThat(refused).isPositive();
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
