package io.jcontainer.linux.container;

import io.jcontainer.linux.files.Owners;

/**
 * The user and group ids of the host that an engine's containers have.
 *
 * @param first what uid 0 of a container is on the host
 * @param count how many follow
 */
record IdRange(long first, int count) {
  /** As many as fit the 16-bit ids that images are made with. */
  static final int SIZE = 65_536;

  /**
   * Above what systemd gives to its containers and below 2^31, where nothing is assigned by
   * convention ({@code systemd} UIDS-GIDS).
   */
  private static final long LOWEST = 0x7000_0000L;

  private static final int RANGES = 4_096 - 1;

  /** The host's own, as far as images know any. */
  static final IdRange OF_THE_HOST = new IdRange(0, SIZE);

  /** The range of an engine, chosen by its id: two engines seldom share one. */
  static IdRange of(String engineId) {
    long slot = Long.parseUnsignedLong(engineId, 16);
    return new IdRange(LOWEST + Long.remainderUnsigned(slot, RANGES) * SIZE, SIZE);
  }

  /** The same for whoever translates owners of files. */
  Owners owners() {
    return new Owners(first, count);
  }

  /** The line of {@code uid_map} and {@code gid_map}. */
  String mapping() {
    return "0 " + first + " " + count + "\n";
  }
}
