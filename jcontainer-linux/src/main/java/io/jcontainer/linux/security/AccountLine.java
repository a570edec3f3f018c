package io.jcontainer.linux.security;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line of {@code passwd(5)} or {@code group(5)}: fields between colons, still as bytes. Nothing
 * is decoded before it is known to be wanted.
 */
final class AccountLine {
  private final byte[] content;
  private final int start;
  private final int end;
  private final int number;

  /**
   * A line of a file.
   *
   * @param content of the whole file
   * @param start of the line
   * @param end after its last byte, line feed not included
   * @param number of the line, from 1
   */
  AccountLine(byte[] content, int start, int end, int number) {
    this.content = content;
    this.start = start;
    this.end = end;
    this.number = number;
  }

  /** The number of the line in its file, from 1. */
  int number() {
    return number;
  }

  /**
   * Whether a line that starts with this byte is about a user or group: comments, lines without a
   * name, and NIS's "+" and "-" lines are not.
   */
  static boolean namesSomebody(byte first) {
    return switch (first) {
      case '#', ':', '+', '-', '\r' -> false;
      default -> true;
    };
  }

  /** Whether the first field is exactly this. */
  boolean isNamed(byte[] name) {
    return Arrays.equals(content, start, fieldEnd(start), name, 0, name.length);
  }

  /** Whether a field that lists names between commas has exactly this one. */
  boolean lists(int field, byte[] name) {
    int at = fieldStart(field);
    int last = fieldEnd(at);
    while (at < last) {
      int next = indexOf(',', at, last);
      if (Arrays.equals(content, at, next, name, 0, name.length)) {
        return true;
      }
      at = next + 1;
    }
    return false;
  }

  /** The id in a field, or -1 if there is none that a process can have. */
  long id(int field) {
    int at = fieldStart(field);
    int last = fieldEnd(at);
    if (at == last) {
      return -1;
    }
    long id = 0;
    for (; at < last; at++) {
      int digit = content[at] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      id = id * 10 + digit;
      if (id > UserSpec.HIGHEST) {
        return -1;
      }
    }
    return id;
  }

  /**
   * A field as text, empty if the line has not so many.
   *
   * @throws CharacterCodingException if it is not UTF-8
   */
  String text(int field) throws CharacterCodingException {
    int at = fieldStart(field);
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(content, at, fieldEnd(at) - at))
        .toString();
  }

  private int fieldStart(int field) {
    int at = start;
    for (int i = 0; i < field; i++) {
      at = Math.min(fieldEnd(at) + 1, end);
    }
    return at;
  }

  private int fieldEnd(int at) {
    return indexOf(':', at, end);
  }

  /** Where a byte is, or the limit. */
  private int indexOf(char wanted, int from, int limit) {
    int at = from;
    while (at < limit && content[at] != wanted) {
      at++;
    }
    return at;
  }
}
