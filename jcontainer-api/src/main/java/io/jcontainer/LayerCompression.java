package io.jcontainer;

/** How layers that are made here are compressed. */
public enum LayerCompression {
  /** Not at all. */
  NONE,
  /** With gzip, which everybody reads. */
  GZIP,
  /** With zstd, which is smaller and faster; Docker reads it since version 23. */
  ZSTD
}
