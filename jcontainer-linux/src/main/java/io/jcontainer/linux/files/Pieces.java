package io.jcontainer.linux.files;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where the content of a file goes that has holes: pieces in rising order, none over another. What
 * a stream says of it is believed only if it fits together.
 */
final class Pieces {
  /** Each takes 16 bytes of memory. */
  private static final int MOST = 1 << 18;

  private long[] numbers = new long[8];
  private int count;
  private long end;
  private long content;

  /** Pieces of a file; none yet. */
  Pieces() {}

  /** All of a file of so many bytes. */
  static Pieces whole(long size) throws IOException {
    Pieces pieces = new Pieces();
    pieces.add(0, size);
    return pieces;
  }

  /** Numbers with commas between them: offset, length, offset, length. */
  static Pieces parse(String text) throws IOException {
    Pieces pieces = new Pieces();
    String[] words = text.isEmpty() ? new String[0] : text.split(",", -1);
    if (words.length % 2 != 0) {
      throw new TarInput.Malformed("the map of a sparse file has an offset without a length");
    }
    for (int i = 0; i < words.length; i += 2) {
      pieces.add(number(words[i]), number(words[i + 1]));
    }
    return pieces;
  }

  /** A number of a map. */
  static long number(String digits) throws IOException {
    if (!digits.matches("\\d{1,18}")) {
      throw new TarInput.Malformed("a number in the map of a sparse file is none");
    }
    return Long.parseLong(digits);
  }

  /** Adds the next. */
  void add(long offset, long length) throws IOException {
    if (offset < end || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new TarInput.Malformed("the pieces of a sparse file are not in order");
    }
    if (count == MOST) {
      throw new TarInput.Malformed("a sparse file of more than " + MOST + " pieces");
    }
    if (2 * count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    numbers[2 * count] = offset;
    numbers[2 * count + 1] = length;
    count++;
    end = offset + length;
    content += length;
  }

  /** Refuses pieces that are not as much as the stream holds, or more than the file does. */
  Pieces fitting(long held, long size) throws IOException {
    if (content != held || end > size) {
      throw new TarInput.Malformed("the pieces of a sparse file do not fit its size");
    }
    return this;
  }

  int count() {
    return count;
  }

  long offset(int index) {
    return numbers[2 * index];
  }

  long length(int index) {
    return numbers[2 * index + 1];
  }
}
