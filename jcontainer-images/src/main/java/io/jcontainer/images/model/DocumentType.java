package io.jcontainer.images.model;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of document that a registry answers a reference with, by media type. */
public enum DocumentType {
  /** OCI image index: one image for several platforms. */
  OCI_INDEX("application/vnd.oci.image.index.v1+json", true),
  /** OCI image manifest: one image for one platform. */
  OCI_MANIFEST("application/vnd.oci.image.manifest.v1+json", false),
  /** Docker's older name and form of the index. */
  DOCKER_LIST("application/vnd.docker.distribution.manifest.list.v2+json", true),
  /** Docker's older name and form of the manifest, schema 2. */
  DOCKER_MANIFEST("application/vnd.docker.distribution.manifest.v2+json", false);

  private final String mediaType;
  private final boolean index;

  DocumentType(String mediaType, boolean index) {
    this.mediaType = mediaType;
    this.index = index;
  }

  /** The type with this media type, compared exactly. */
  public static Optional<DocumentType> of(String mediaType) {
    return Arrays.stream(values()).filter(t -> t.mediaType.equals(mediaType)).findFirst();
  }

  /** The media type without parameters. */
  public String mediaType() {
    return mediaType;
  }

  /** Whether it lists manifests rather than layers. */
  public boolean isIndex() {
    return index;
  }
}
