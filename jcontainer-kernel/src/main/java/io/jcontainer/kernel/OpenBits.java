package io.jcontainer.kernel;

/**
 * The flags of {@code open(2)} that machines do not agree on.
 *
 * @param direct O_DIRECT
 * @param directory O_DIRECTORY
 * @param nofollow O_NOFOLLOW
 * @param largefile O_LARGEFILE
 */
record OpenBits(int direct, int directory, int nofollow, int largefile) {
  /** {@code arch/arm64/include/uapi/asm/fcntl.h}. */
  static final OpenBits ARM = new OpenBits(0200000, 040000, 0100000, 0400000);

  /** {@code asm-generic/fcntl.h}, which x86-64 and most others follow. */
  static final OpenBits COMMON = new OpenBits(040000, 0200000, 0400000, 0100000);

  /** Those of this machine. */
  static final OpenBits HERE = Architecture.isArm() ? ARM : COMMON;
}
