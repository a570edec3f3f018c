package io.jcontainer.images.model;

/** How the tar archive of a layer is compressed. */
public enum Compression {
  /** Not at all: its digest is its diff id. */
  NONE,
  /** RFC 1952, possibly several members in a row. */
  GZIP,
  /** RFC 8878, possibly several frames in a row. */
  ZSTD
}
