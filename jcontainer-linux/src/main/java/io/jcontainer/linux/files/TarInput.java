package io.jcontainer.linux.files;

import io.jcontainer.kernel.PathBytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream entry by entry: ustar, the extended headers of {@code pax(1)}, and GNU's long
 * names and large numbers. Nothing in it is believed: sums are compared, sizes bounded, and what is
 * malformed ends the reading.
 */
final class TarInput {
  private static final int BLOCK = TarHeader.BLOCK;
  private static final int MOST_EXTENDED = 1 << 20;
  private static final char GNU_LONG_NAME = 'L';
  private static final char GNU_LONG_LINK = 'K';
  private static final char EXTENDED = 'x';
  private static final char GLOBAL = 'g';

  private final InputStream in;
  private final Map<String, byte[]> global = new HashMap<>();
  private Map<String, byte[]> records = new HashMap<>();
  private long left;
  private long padding;

  TarInput(InputStream in) {
    this.in = in;
  }

  /**
   * An entry.
   *
   * @param type as the header has it, {@code 0} for an old regular file
   * @param path as written
   * @param link target of a link, else empty
   * @param mode permission bits
   * @param size bytes of content
   * @param modified seconds since 1970
   */
  record Entry(
      char type,
      String path,
      String link,
      int mode,
      long uid,
      long gid,
      long size,
      long modified) {}

  /** A malformed stream. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super("the tar stream is damaged: " + what);
    }
  }

  /** The next entry; what is left of the one before is passed over. Null at the end. */
  @Nullable Entry next() throws IOException {
    skipContent();
    records = new HashMap<>(global);
    while (true) {
      byte[] header = header();
      if (header == null) {
        return null;
      }
      char type = (char) (header[156] & 0xff);
      long size = number(header, 124, 12);
      switch (type) {
        case EXTENDED -> parse(extended(size), records);
        case GLOBAL -> {
          parse(extended(size), global);
          records.putAll(global);
        }
        case GNU_LONG_NAME -> records.put("path", untilNul(extended(size)));
        case GNU_LONG_LINK -> records.put("linkpath", untilNul(extended(size)));
        default -> {
          return entry(header, type == 0 ? TarHeader.FILE : type, size);
        }
      }
    }
  }

  private Entry entry(byte[] header, char type, long headerSize) throws IOException {
    if (records.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
      throw new Malformed("sparse files in the form of GNU are not read; pack it without --sparse");
    }
    long size = records.containsKey("size") ? decimal("size") : headerSize;
    if (size < 0) {
      throw new Malformed("a size of " + size);
    }
    boolean content = type == TarHeader.FILE || type == '7';
    left = content || !isKnown(type) ? size : 0;
    padding = -left & (BLOCK - 1);
    return new Entry(
        type,
        records.containsKey("path") ? text("path") : name(header),
        records.containsKey("linkpath") ? text("linkpath") : text(header, 157, 100),
        (int) number(header, 100, 8) & 07777,
        records.containsKey("uid") ? decimal("uid") : number(header, 108, 8),
        records.containsKey("gid") ? decimal("gid") : number(header, 116, 8),
        left,
        records.containsKey("mtime") ? decimal("mtime") : number(header, 136, 12));
  }

  private static boolean isKnown(char type) {
    return type >= '1' && type <= '6';
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 6).startsWith("ustar") && header[263] == '0';
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** A block with a right sum; null at the end, which is blocks of zeros or of the stream. */
  private byte @Nullable [] header() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length == 0) {
      return null;
    }
    if (block.length < BLOCK) {
      throw new Malformed("it ends within a header");
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
    }
    if (sum == 8L * ' ') {
      return null;
    }
    if (sum != number(block, 148, 8)) {
      throw new Malformed("the sum of a header is wrong; it may be compressed");
    }
    return block;
  }

  /** Content of the current entry; -1 at its end. */
  int read(byte[] buffer) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
    if (count < 0) {
      throw new Malformed("it ends within a file");
    }
    left -= count;
    return count;
  }

  private void skipContent() throws IOException {
    try {
      in.skipNBytes(left + padding);
    } catch (EOFException e) {
      throw new Malformed("it ends within a file");
    }
    left = 0;
    padding = 0;
  }

  private byte[] extended(long size) throws IOException {
    if (size < 0 || size > MOST_EXTENDED) {
      throw new Malformed("an extended header of " + size + " bytes");
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new Malformed("it ends within an extended header");
    }
    left = 0;
    padding = -size & (BLOCK - 1);
    skipContent();
    return bytes;
  }

  /** Records are {@code length key=value\n}, the length counting all of the record. */
  private static void parse(byte[] bytes, Map<String, byte[]> into) throws IOException {
    int start = 0;
    while (start < bytes.length) {
      int space = indexOf(bytes, ' ', start);
      int length = space < 0 || space - start > 7 ? 0 : length(bytes, start, space);
      int equals = space < 0 ? -1 : indexOf(bytes, '=', space);
      int end = start + length;
      if (length <= 0 || end > bytes.length || equals < 0 || equals >= end - 1) {
        throw new Malformed("an extended record has no length, key or value");
      }
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
      into.put(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
      start = end;
    }
  }

  private static int length(byte[] bytes, int from, int to) throws IOException {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw new Malformed("the length of an extended record is no number");
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

  private static byte[] untilNul(byte[] bytes) {
    int end = indexOf(bytes, '\0', 0);
    return end < 0 ? bytes : Arrays.copyOf(bytes, end);
  }

  private static String text(byte[] block, int offset, int length) {
    return PathBytes.decode(untilNul(Arrays.copyOfRange(block, offset, offset + length)));
  }

  private String text(String key) {
    return PathBytes.decode(records.getOrDefault(key, new byte[0]));
  }

  /** A number with a fraction, which is cut off. */
  private long decimal(String key) throws IOException {
    String text = new String(records.getOrDefault(key, new byte[0]), StandardCharsets.US_ASCII);
    try {
      return Long.parseLong(text.split("\\.", 2)[0]);
    } catch (NumberFormatException e) {
      throw new Malformed(key + " is no number");
    }
  }

  /** Octal digits, or GNU's form: the first bit set, the rest a number in two's complement. */
  private static long number(byte[] block, int offset, int length) throws IOException {
    if ((block[offset] & 0x80) != 0) {
      long value = (block[offset] & 0x40) != 0 ? -1 : 0;
      for (int i = offset + 1; i < offset + length; i++) {
        if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
          throw new Malformed("a number is too large");
        }
        value = (value << 8) | (block[i] & 0xff);
      }
      return value;
    }
    String digits =
        new String(block, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (!digits.matches("[0-7]*")) {
      throw new Malformed("a number is not octal");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
