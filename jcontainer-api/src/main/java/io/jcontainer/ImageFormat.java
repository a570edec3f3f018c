package io.jcontainer;

/**
 * The forms in which images are saved outside the store; all are recognized when they are loaded.
 */
public enum ImageFormat {
  /**
   * A directory that is an OCI image layout. Images are added to what is there.
   *
   * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
   *     layout specification</a>
   */
  OCI_LAYOUT,
  /** A tar archive of an OCI image layout: {@code oci-archive} of skopeo and Podman. */
  OCI_ARCHIVE,
  /**
   * The same with the list that {@code docker load} reads: {@code docker-archive} of skopeo and
   * Podman.
   */
  DOCKER_ARCHIVE
}
