package io.jcontainer.images.registry.testing;

import io.jcontainer.testing.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pushes images with {@code skopeo}, from an OCI layout that it is given as files. */
public final class Skopeo {
  private final Path layout;

  /** Works in that directory, which need not exist. */
  public Skopeo(Path layout) {
    Requirement.SKOPEO.orSkip();
    this.layout = layout;
  }

  /** Pushes an image as it is, byte for byte. */
  public void push(SampleImage image, DockerRegistry registry, String repositoryAndTag) {
    push(image, registry, repositoryAndTag, "--preserve-digests");
  }

  /** Pushes an image translated to Docker's format, with compressed layers. */
  public void pushAsDocker(SampleImage image, DockerRegistry registry, String repositoryAndTag) {
    push(image, registry, repositoryAndTag, "--format=v2s2");
  }

  private void push(
      SampleImage image, DockerRegistry registry, String repositoryAndTag, String option) {
    write(List.of(image));
    String only = SampleImage.descriptor(image.mediaType(), image.manifest());
    writeIndex(
        only.replace("}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"t\"}}"));
    copy(registry, repositoryAndTag, List.of(option), "oci:" + layout + ":t");
  }

  /**
   * Pushes an index as it is, byte for byte.
   *
   * @param images by architecture
   */
  public void pushIndex(
      Map<String, SampleImage> images, DockerRegistry registry, String repositoryAndTag) {
    write(List.copyOf(images.values()));
    List<String> entries = new ArrayList<>();
    images.forEach(
        (architecture, image) ->
            entries.add(
                SampleImage.descriptor(image.mediaType(), image.manifest())
                    .replace(
                        "}",
                        ",\"platform\":{\"os\":\"linux\",\"architecture\":\""
                            + architecture
                            + "\"}}")));
    byte[] index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(SampleImage.OCI_INDEX, String.join(",", entries))
            .getBytes(StandardCharsets.UTF_8);
    SampleImage holder = new SampleImage(SampleImage.OCI_INDEX, index, Map.of());
    write(List.of(holder));
    String only = SampleImage.descriptor(SampleImage.OCI_INDEX, index);
    writeIndex(
        only.replace("}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"t\"}}"));
    copy(
        registry, repositoryAndTag, List.of("--all", "--preserve-digests"), "oci:" + layout + ":t");
  }

  private void write(List<SampleImage> images) {
    try {
      Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
      for (SampleImage image : images) {
        Files.write(blobs.resolve(image.digest().hex()), image.manifest());
        for (var blob : image.blobs().entrySet()) {
          Files.write(blobs.resolve(blob.getKey().hex()), blob.getValue());
        }
      }
      Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeIndex(String descriptor) {
    try {
      Files.writeString(
          layout.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + descriptor + "]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(
      DockerRegistry registry, String repositoryAndTag, List<String> options, String source) {
    List<String> command =
        new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--quiet"));
    command.add("--dest-tls-verify=false");
    registry.login().ifPresent(login -> command.addAll(List.of("--dest-creds", login)));
    command.addAll(options);
    command.addAll(List.of(source, "docker://" + registry.authority() + "/" + repositoryAndTag));
    run(command);
  }

  /** Copies an image from one place to another, byte for byte where the places allow it. */
  public static void copy(String source, String destination, String... options) {
    Requirement.SKOPEO.orSkip();
    List<String> command =
        new ArrayList<>(
            List.of(
                "skopeo",
                "--insecure-policy",
                "copy",
                "--quiet",
                "--src-tls-verify=false",
                "--dest-tls-verify=false"));
    command.addAll(List.of(options));
    command.addAll(List.of(source, destination));
    run(command);
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException("skopeo ended with " + status + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
