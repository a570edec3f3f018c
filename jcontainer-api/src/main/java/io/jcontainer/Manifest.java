package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image for one platform, or another artifact, consists of: a read-only value. {@link
 * ImageDetails} has that of an image of the store, {@link Registry#manifest} gives those of a
 * registry. Several platforms are an {@link ImageIndex}.
 *
 * @param digest of the document
 * @param mediaType of the document
 * @param artifactType what it is if it says so, or empty; see {@link #type}
 * @param config of an image how to run it, of an artifact what its author likes, or nothing
 * @param blobs of an image its layers, lowest first
 * @param subject the manifest that this one is about
 * @param annotations free-form names and values
 * @param document as it came
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">OCI image
 *     specification, image manifest</a>
 */
public record Manifest(
    Digest digest,
    String mediaType,
    String artifactType,
    Blob config,
    List<Blob> blobs,
    Optional<Digest> subject,
    Map<String, String> annotations,
    String document) {
  private static final List<String> IMAGE_CONFIGS =
      List.of(
          "application/vnd.oci.image.config.v1+json",
          "application/vnd.docker.container.image.v1+json");

  /** Copies the collections and keeps their order. */
  public Manifest {
    blobs = List.copyOf(blobs);
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  /** What it is: the artifact type, or where that is not said, the media type of its config. */
  public String type() {
    return artifactType.isEmpty() ? config.mediaType() : artifactType;
  }

  /** Whether it is an image, going by what it says. */
  public boolean isImage() {
    return artifactType.isEmpty() && IMAGE_CONFIGS.contains(config.mediaType());
  }
}
