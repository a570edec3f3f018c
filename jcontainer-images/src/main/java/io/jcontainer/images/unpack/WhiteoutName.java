package io.jcontainer.images.unpack;

/** How the names of whiteouts begin. */
final class WhiteoutName {
  /** In front of the name of what is hidden. */
  static final String PREFIX = ".wh.";

  /** The name that hides everything below in its directory. */
  static final String OPAQUE = ".wh..wh..opq";

  /** In front of everything that is AUFS's own. */
  static final String AUFS_PREFIX = ".wh..wh.";

  private WhiteoutName() {}
}
