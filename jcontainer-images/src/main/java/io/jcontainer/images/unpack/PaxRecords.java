package io.jcontainer.images.unpack;

import io.jcontainer.kernel.PathBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of an extended header, {@code length key=value} and a line feed each. Values are
 * bytes: those of {@code SCHILY.xattr.*} are binary, and may hold a line feed themselves.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax Extended
 *     Header</a>
 */
final class PaxRecords {
  private static final int LONGEST_LENGTH = 8;

  /** One record. */
  static final class Entry {
    private final String key;
    private final byte[] value;

    private Entry(String key, byte[] value) {
      this.key = key;
      this.value = value;
    }

    /** Such as {@code mtime}. */
    String key() {
      return key;
    }

    /** The value as it stands; it is the caller's. */
    byte[] value() {
      return value;
    }

    /** The value as text without loss, or null if it is empty, which takes a value away. */
    @Nullable String text() {
      return value.length == 0 ? null : PathBytes.decode(value);
    }
  }

  private final byte[] bytes;
  private final LayerBlob blob;
  private int position;

  private PaxRecords(byte[] bytes, LayerBlob blob) {
    this.bytes = bytes;
    this.blob = blob;
  }

  /** The records of a header in order. */
  static List<Entry> parse(byte[] bytes, LayerBlob blob) {
    PaxRecords parser = new PaxRecords(bytes, blob);
    List<Entry> records = new ArrayList<>();
    while (parser.position < bytes.length) {
      records.add(parser.record());
    }
    return records;
  }

  private Entry record() {
    int start = position;
    int length = length();
    int end = start + length;
    if (end > bytes.length || end <= position || bytes[end - 1] != '\n') {
      throw malformed();
    }
    int equals = position;
    while (equals < end && bytes[equals] != '=') {
      equals++;
    }
    if (equals == position || equals >= end) {
      throw malformed();
    }
    byte[] key = Arrays.copyOfRange(bytes, position, equals);
    byte[] value = Arrays.copyOfRange(bytes, equals + 1, end - 1);
    position = end;
    return new Entry(new String(key, StandardCharsets.UTF_8), value);
  }

  /** The record's length in decimal, which counts itself, and the space behind it. */
  private int length() {
    int length = 0;
    for (int digits = 0; ; digits++) {
      int c = position < bytes.length ? bytes[position++] : -1;
      if (c == ' ' && digits > 0) {
        return length;
      }
      if (c < '0' || c > '9' || digits == LONGEST_LENGTH) {
        throw malformed();
      }
      length = length * 10 + (c - '0');
    }
  }

  private RuntimeException malformed() {
    return blob.invalid("its archive has a malformed extended header", null);
  }
}
