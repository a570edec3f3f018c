package io.jcontainer.linux.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The sum by which the interpreter tells a program from anything else: for each 8-byte word behind
 * the header, exclusive or, rotate left by 29, multiply by an odd number. Each step is a bijection,
 * so a change of any one word always changes the sum; the rotation carries the top bits, which a
 * multiplication alone would lose, into the rest.
 *
 * <p>It finds mistakes, not forgery: whoever can write to the control socket may send a right
 * program. It starts from the address the program is made for, so one that lies elsewhere is
 * refused.
 */
final class Checksum {
  /** 2^64 divided by the golden ratio: odd, its bits evenly spread. */
  static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  private static final int ROTATION = 29;

  private Checksum() {}

  /** The sum of the words from one offset to another. */
  static long of(ByteBuffer image, int from, int to, long base) {
    ByteBuffer words = image.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long sum = base;
    for (int at = from; at < to; at += Long.BYTES) {
      sum = Long.rotateLeft(sum ^ words.getLong(at), ROTATION) * FACTOR;
    }
    return sum;
  }
}
