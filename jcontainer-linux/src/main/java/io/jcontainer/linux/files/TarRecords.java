package io.jcontainer.linux.files;

import io.jcontainer.kernel.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the extended headers of {@code pax(1)} say of an entry: records of the form {@code length
 * key=value\n}, the length counting all of the record. All of them together are bounded.
 */
final class TarRecords {
  private static final int LONGEST_LENGTH = 7;

  /**
   * GNU tar repeats these two for each piece of a sparse file (format 0.0); they are kept as format
   * 0.1 has them, in one.
   */
  private static final String OFFSET = "GNU.sparse.offset";

  private static final String LENGTH = "GNU.sparse.numbytes";
  static final String SPARSE_MAP = "GNU.sparse.map";

  private final Map<String, byte[]> records = new HashMap<>();
  private int room;

  /** None yet, and room for so many bytes. */
  TarRecords(int room) {
    this.room = room;
  }

  /** Those that count for every entry, to be added to. */
  static TarRecords after(TarRecords global, int room) {
    TarRecords records = new TarRecords(room);
    records.records.putAll(global.records);
    return records;
  }

  /** Takes another header; later records replace earlier ones of the same key. */
  void parse(byte[] bytes) throws IOException {
    count(bytes.length);
    StringBuilder pieces = new StringBuilder();
    int start = 0;
    while (start < bytes.length) {
      int space = indexOf(bytes, ' ', start);
      int length = space < 0 || space - start > LONGEST_LENGTH ? 0 : length(bytes, start, space);
      int equals = space < 0 ? -1 : indexOf(bytes, '=', space);
      int end = start + length;
      if (length <= 0 || end > bytes.length || equals < 0 || equals >= end - 1) {
        throw new TarInput.Malformed("an extended record has no length, key or value");
      }
      String key = PathBytes.decode(Arrays.copyOfRange(bytes, space + 1, equals));
      byte[] value = Arrays.copyOfRange(bytes, equals + 1, end - 1);
      if (key.equals(OFFSET) || key.equals(LENGTH)) {
        pieces.append(pieces.isEmpty() ? "" : ",").append(ascii(value));
      } else {
        records.put(key, value);
      }
      start = end;
    }
    if (!pieces.isEmpty()) {
      records.put(SPARSE_MAP, pieces.toString().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Takes what one of GNU's headers says. */
  void put(String key, byte[] value) throws IOException {
    count(value.length);
    records.put(key, value);
  }

  private void count(int more) throws IOException {
    room -= more;
    if (room < 0) {
      throw new TarInput.Malformed("its extended headers are too long");
    }
  }

  boolean has(String key) {
    return records.containsKey(key);
  }

  /** Whether any key begins so. */
  boolean hasAny(String prefix) {
    return records.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  /** Those whose keys begin so, without that beginning. */
  Map<String, byte[]> beneath(String prefix) {
    Map<String, byte[]> found = new HashMap<>();
    records.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** As the bytes of a name; empty if there is none. */
  String text(String key) {
    return PathBytes.decode(value(key));
  }

  /** Digits and what stands between them; empty if there is none. */
  String digits(String key) {
    return ascii(value(key));
  }

  private byte[] value(String key) {
    return records.getOrDefault(key, new byte[0]);
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** A number, whose fraction is cut off. */
  long decimal(String key) throws IOException {
    try {
      return Long.parseLong(digits(key).split("\\.", 2)[0]);
    } catch (NumberFormatException e) {
      throw new TarInput.Malformed(key + " is no number");
    }
  }

  private static int length(byte[] bytes, int from, int to) throws IOException {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw new TarInput.Malformed("the length of an extended record is no number");
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
