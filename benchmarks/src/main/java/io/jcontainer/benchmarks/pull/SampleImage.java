package io.jcontainer.benchmarks.pull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcontainer.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * An image to pull.
 *
 * @param name of its repository
 * @param title in the report
 * @param tars its layers, lowest first
 * @param diffIds their digests
 * @param blobs the same compressed by gzip, as a registry has them
 * @param layout the OCI image layout that they are in
 */
public record SampleImage(
    String name,
    String title,
    List<Path> tars,
    List<Digest> diffIds,
    List<Path> blobs,
    Path layout) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.oci.image.";
  private static final int BUFFER = 1 << 16;

  /** Makes one of layers in a directory, which is empty. */
  static SampleImage of(String name, String title, List<Path> tars, Path layout) {
    try {
      Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
      List<Path> compressed = new ArrayList<>();
      List<String> diffIds = new ArrayList<>();
      List<Map<String, Object>> layers = new ArrayList<>();
      for (Path tar : tars) {
        diffIds.add("sha256:" + sha256(tar));
        Path blob = placed(compress(tar), blobs);
        compressed.add(blob);
        layers.add(descriptor("layer.v1.tar+gzip", blob));
      }
      Map<String, Object> config =
          Map.of(
              "architecture",
              System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
              "os",
              "linux",
              "rootfs",
              Map.of("type", "layers", "diff_ids", diffIds));
      Map<String, Object> manifest =
          Map.of(
              "schemaVersion",
              2,
              "mediaType",
              TYPE + "manifest.v1+json",
              "config",
              descriptor("config.v1+json", write(config, blobs)),
              "layers",
              layers);
      Map<String, Object> entry = descriptor("manifest.v1+json", write(manifest, blobs));
      JSON.writeValue(
          layout.resolve("index.json").toFile(),
          Map.of("schemaVersion", 2, "manifests", List.of(entry)));
      Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
      List<Digest> digests = diffIds.stream().map(Digest::parse).toList();
      return new SampleImage(name, title, tars, digests, compressed, layout);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the image " + name, e);
    }
  }

  private static Path compress(Path tar) throws IOException {
    Path compressed = tar.resolveSibling(tar.getFileName() + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed), BUFFER)) {
      Files.copy(tar, out);
    }
    return compressed;
  }

  private static Path write(Map<String, Object> document, Path blobs) throws IOException {
    Path file = Files.createTempFile(blobs, "document", "");
    JSON.writeValue(file.toFile(), document);
    return placed(file, blobs);
  }

  private static Path placed(Path file, Path blobs) throws IOException {
    return Files.move(file, blobs.resolve(sha256(file)), StandardCopyOption.REPLACE_EXISTING);
  }

  private static Map<String, Object> descriptor(String type, Path blob) throws IOException {
    return Map.of(
        "mediaType",
        TYPE + type,
        "digest",
        "sha256:" + blob.getFileName(),
        "size",
        Files.size(blob));
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in =
          new DigestInputStream(
              new BufferedInputStream(Files.newInputStream(file), BUFFER), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Title and sizes, for a heading. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %.1f MiB compressed, %.1f MiB not",
        title,
        mebibytes(blobs),
        mebibytes(tars));
  }

  private static double mebibytes(List<Path> files) {
    return files.stream().mapToLong(file -> file.toFile().length()).sum() / 1048576.0;
  }
}
