package io.jcontainer.images.testing;

import io.jcontainer.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What umoci, which unpacks one layer over the other, makes of the same archives. */
public final class Umoci {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final Path directory;
  private int count;

  /** Works in an empty directory. */
  public Umoci(Path directory) {
    this.directory = directory;
  }

  /** A full listing of the image of these archives, lowest first; empty if umoci refuses it. */
  public Optional<Map<String, String>> listing(List<byte[]> archives) {
    return listing(archives, archives, LAYER);
  }

  /** The same of archives that are stored as these, of a media type. */
  public Optional<Map<String, String>> listing(
      List<byte[]> archives, List<byte[]> stored, String type) {
    Path layout = directory.resolve("layout" + count);
    Path bundle = directory.resolve("bundle" + count);
    count++;
    try {
      write(layout, archives, stored, type);
      Process process =
          new ProcessBuilder("umoci", "unpack", "--image", layout + ":t", bundle.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("umoci.log").toFile())
              .start();
      return process.waitFor() == 0
          ? Optional.of(Listing.full(bundle.resolve("rootfs")))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it said last. */
  public String log() {
    try {
      return Files.readString(directory.resolve("umoci.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path layout, List<byte[]> archives, List<byte[]> stored, String type)
      throws IOException {
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    for (byte[] archive : stored) {
      Files.write(blobs.resolve(Digest.sha256(archive).hex()), archive);
    }
    String diffIds =
        archives.stream()
            .map(archive -> "\"" + Digest.sha256(archive) + "\"")
            .collect(Collectors.joining(","));
    byte[] config =
        ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + diffIds
                + "]}}")
            .getBytes(StandardCharsets.UTF_8);
    Files.write(blobs.resolve(Digest.sha256(config).hex()), config);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", config, "")
                + ",\"layers\":["
                + stored.stream()
                    .map(archive -> descriptor(type, archive, ""))
                    .collect(Collectors.joining(","))
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    Files.write(blobs.resolve(Digest.sha256(manifest).hex()), manifest);
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        layout.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":["
            + descriptor(
                "application/vnd.oci.image.manifest.v1+json",
                manifest,
                ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"t\"}")
            + "]}");
  }

  private static String descriptor(String type, byte[] bytes, String more) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
        .formatted(type, Digest.sha256(bytes), bytes.length, more);
  }
}
