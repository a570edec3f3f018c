package io.jcontainer.linux.program;

/**
 * A range of the helper's memory that holds one program. Addresses inside a program are absolute,
 * so it is assembled for one region; the {@linkplain Checksum checksum} starts from the region's
 * address, so that it is refused in another.
 *
 * <p>All lie below 4 GiB: 32 bits hold an address. Between them is unmapped memory, so a message
 * that is longer than a region ends in EFAULT and never in the next one. A program that reads a
 * further one puts it into the other region and so never overwrites the steps it is made of.
 *
 * <p>Regions A and B begin 256 KiB before a multiple of 2 MiB: a transparent huge page must be
 * aligned, so that a program of the usual size touches small pages only, and no 2 MiB are cleared
 * for it.
 *
 * <pre>
 * 0x0040_0000  ELF header and interpreter     r-x   one page
 * 0x0041_1000  fault words, boot program      rw-   one page, from the sealed file
 * 0x00fc_0000  region A                       rw-   8 MiB of zeros, touched as far as used
 * 0x01fc_0000  region B                       rw-   8 MiB of zeros, touched as far as used
 * </pre>
 */
public enum Region {
  /** The program that is part of the helper's file. */
  BOOT(0x0041_1010, 0xff0),
  /** The first program a helper is sent, the third, and so on. */
  A(0x00fc_0000, 8 << 20),
  /** The second program a helper is sent, the fourth, and so on. */
  B(0x01fc_0000, 8 << 20);

  /** Where the interpreter leaves the address of the step that failed last, and its result. */
  static final long FAULT = 0x0041_1000;

  private final long base;
  private final int size;

  /**
   * A range.
   *
   * @param size bytes; more than the 6 MiB that the kernel allows for arguments and environment
   *     ({@code execve(2)}), so that the kernel's limit is met first
   */
  Region(long base, int size) {
    this.base = base;
    this.size = size;
  }

  /** The first address. */
  public long base() {
    return base;
  }

  /** Bytes in it. */
  public int size() {
    return size;
  }

  /** Where a program that lies here reads a further program to. */
  public Region further() {
    return switch (this) {
      case BOOT, B -> A;
      case A -> B;
    };
  }
}
