package io.jcontainer.images;

/** Which layers are kept as they came, too, for pushing and saving them byte for byte. */
enum ArchiveKeeping {
  /** None: they can be fetched again when they are wanted. */
  NONE,
  /** Those that are fetched to be unpacked. */
  FETCHED,
  /** All of the image, because it comes from a place that may be gone later. */
  ALL
}
