package io.jcontainer.images.unpack;

import java.time.Instant;
import java.util.Map;

/**
 * What a file has besides its content.
 *
 * @param mode permission bits with setuid, setgid and sticky, without the type
 * @param uid owner, 0 to 2³²-2
 * @param gid group, 0 to 2³²-2
 * @param modified last change of the content
 * @param accessed last read
 * @param xattrs extended attributes by name, as the archive has them
 */
record Attributes(
    int mode, long uid, long gid, Instant modified, Instant accessed, Map<String, byte[]> xattrs) {
  private static final int DEFAULT_DIRECTORY_MODE = 0755;

  /** Copies the map; the values are not copied and belong to this. */
  Attributes {
    xattrs = Map.copyOf(xattrs);
  }

  /**
   * Of a directory that an archive uses and never mentions: Docker's {@code 0755 root:root}, and a
   * time that is the same whenever the layer is unpacked.
   */
  static Attributes ofUnmentionedDirectory() {
    return new Attributes(DEFAULT_DIRECTORY_MODE, 0, 0, Instant.EPOCH, Instant.EPOCH, Map.of());
  }
}
