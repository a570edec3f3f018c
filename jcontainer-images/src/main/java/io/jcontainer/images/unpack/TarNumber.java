package io.jcontainer.images.unpack;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Numbers in the fixed fields of a tar header: octal digits, or GNU's base 256 when the first bit
 * is set, in two's complement and most significant byte first.
 */
final class TarNumber {
  private static final int BASE_256 = 0x80;
  private static final int NEGATIVE = 0x40;

  private TarNumber() {}

  /** The number in a field, or empty if there is something else or it does not fit 63 bits. */
  static OptionalLong parse(byte[] block, int offset, int length) {
    return (block[offset] & BASE_256) != 0
        ? base256(Arrays.copyOfRange(block, offset, offset + length))
        : octal(block, offset, length);
  }

  private static OptionalLong base256(byte[] digits) {
    boolean negative = (digits[0] & NEGATIVE) != 0;
    digits[0] = (byte) (negative ? digits[0] | BASE_256 : digits[0] & ~BASE_256);
    BigInteger value = new BigInteger(digits);
    return value.bitLength() < Long.SIZE
        ? OptionalLong.of(value.longValueExact())
        : OptionalLong.empty();
  }

  /** Digits between spaces and NULs; a field of nothing else is zero, as every reader has it. */
  private static OptionalLong octal(byte[] block, int offset, int length) {
    int start = offset;
    int end = offset + length;
    while (start < end && isPadding(block[start])) {
      start++;
    }
    while (end > start && isPadding(block[end - 1])) {
      end--;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = block[i] - '0';
      if (digit < 0 || digit > 7) {
        return OptionalLong.empty();
      }
      value = value << 3 | digit;
    }
    return OptionalLong.of(value);
  }

  private static boolean isPadding(byte b) {
    return b == 0 || b == ' ';
  }
}
