package io.jcontainer.linux.files;

import io.jcontainer.kernel.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One block of a tar stream as a header: fields of text and of digits at fixed places. */
final class TarBlock {
  private static final int SUM = 148;
  private static final int SUM_LENGTH = 8;

  private final byte[] bytes;

  /** A block of the stream, not to be changed any more. */
  TarBlock(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A block whose own sum of its bytes is right; a malformed one ends the reading. */
  static TarBlock checked(byte[] bytes) throws IOException {
    TarBlock block = new TarBlock(bytes);
    if (block.sum() != block.number(SUM, SUM_LENGTH)) {
      throw new TarInput.Malformed("the sum of a header is wrong; it may be compressed");
    }
    return block;
  }

  /** Whether there is nothing in it, as at the end of a stream. */
  boolean isEmpty() {
    return sum() == (long) SUM_LENGTH * ' ';
  }

  /** The bytes of a header are summed with the sum's own taken for spaces. */
  private long sum() {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += i >= SUM && i < SUM + SUM_LENGTH ? ' ' : bytes[i] & 0xff;
    }
    return sum;
  }

  /** What the entry is; old headers have a zero for a regular file. */
  char type() {
    char type = (char) (bytes[156] & 0xff);
    return type == 0 ? TarHeader.FILE : type;
  }

  /** The name, with its beginning where the format has a place for that. */
  String name() {
    String name = text(0, 100);
    boolean ustar = text(257, 6).startsWith("ustar") && bytes[263] == '0';
    String prefix = ustar ? text(345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** Text up to the first NUL. */
  String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return PathBytes.decode(Arrays.copyOfRange(bytes, offset, end));
  }

  /** Whether a byte is not zero. */
  boolean isSet(int offset) {
    return bytes[offset] != 0;
  }

  /** Octal digits, or GNU's form: the first bit set, the rest a number in two's complement. */
  long number(int offset, int length) throws IOException {
    if ((bytes[offset] & 0x80) != 0) {
      return binary(offset, length);
    }
    String digits =
        new String(bytes, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (!digits.matches("[0-7]*")) {
      throw new TarInput.Malformed("a number is not octal");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private long binary(int offset, int length) throws IOException {
    long value = (bytes[offset] & 0x40) != 0 ? -1 : 0;
    for (int i = offset + 1; i < offset + length; i++) {
      if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
        throw new TarInput.Malformed("a number is too large");
      }
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }
}
