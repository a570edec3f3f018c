package io.jcontainer.images.unpack;

import java.util.Optional;

/** What an entry of an archive makes. */
enum EntryType {
  FILE("file"),
  HARD_LINK("hard link"),
  SYMLINK("symbolic link"),
  CHARACTER_DEVICE("character device"),
  BLOCK_DEVICE("block device"),
  DIRECTORY("directory"),
  FIFO("fifo");

  private final String title;

  EntryType(String title) {
    this.title = title;
  }

  /** The name for people. */
  String title() {
    return title;
  }

  /**
   * The type for a header's type flag ({@code pax(1)}, ustar interchange format; {@code S} is GNU's
   * sparse file), or empty if the flag makes nothing that a layer may have.
   */
  static Optional<EntryType> ofFlag(byte flag) {
    return Optional.ofNullable(
        switch (flag) {
          case 0, '0', '7', 'S' -> FILE;
          case '1' -> HARD_LINK;
          case '2' -> SYMLINK;
          case '3' -> CHARACTER_DEVICE;
          case '4' -> BLOCK_DEVICE;
          case '5' -> DIRECTORY;
          case '6' -> FIFO;
          default -> null;
        });
  }
}
