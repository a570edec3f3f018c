package io.jcontainer.linux.files;

import io.jcontainer.kernel.PathBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header of one entry of a tar stream: a ustar block, with an extended header before it for
 * what does not fit ({@code pax(1)}, "pax Interchange Format"). Names are written byte for byte.
 */
final class TarHeader {
  static final int BLOCK = 512;
  static final char FILE = '0';
  static final char HARD_LINK = '1';
  static final char LINK = '2';
  static final char CHARACTER_DEVICE = '3';
  static final char BLOCK_DEVICE = '4';
  static final char DIRECTORY = '5';
  static final char FIFO = '6';

  /** The beginning of the keys of extended attributes. */
  private static final String ANY_ATTRIBUTE = "SCHILY.xattr.";

  /** The beginning of the keys of those of users. */
  static final String ATTRIBUTE = ANY_ATTRIBUTE + "user.";

  private static final char EXTENDED = 'x';
  private static final int NAME_LENGTH = 100;
  private static final long LARGEST_SIZE = 0_777_7777_7777L;

  private final char type;
  private final byte[] name;
  private final Map<String, byte[]> records = new LinkedHashMap<>();
  private byte[] link = {};
  private int mode;
  private long uid;
  private long gid;
  private long size;
  private long modified;
  private int nanos;
  private int major;
  private int minor;

  TarHeader(char type, String name) {
    this.type = type;
    this.name = PathBytes.encode(name);
  }

  TarHeader owned(int permissions, long user, long group, long modifiedSeconds) {
    mode = permissions;
    uid = user;
    gid = group;
    modified = modifiedSeconds;
    return this;
  }

  /** Sets the time with nanoseconds. */
  TarHeader modified(long seconds, int nanoseconds) {
    modified = seconds;
    nanos = nanoseconds;
    return this;
  }

  /** Makes it that of a device. */
  TarHeader device(int deviceMajor, int deviceMinor) {
    major = deviceMajor;
    minor = deviceMinor;
    return this;
  }

  TarHeader linkTo(String target) {
    link = PathBytes.encode(target);
    return this;
  }

  TarHeader sized(long bytes) {
    size = bytes;
    return this;
  }

  /** Adds an extended record of its own. */
  TarHeader with(String key, byte[] value) {
    records.put(key, value);
    return this;
  }

  /** Adds an extended attribute; GNU tar writes the two signs so that a key cannot have. */
  TarHeader attribute(String name, byte[] value) {
    return with(ATTRIBUTE + name.replace("%", "%25").replace("=", "%3D"), value);
  }

  /** Adds an extended attribute of any kind, whose name has no {@code =}. */
  TarHeader anyAttribute(String fullName, byte[] value) {
    return with(ANY_ATTRIBUTE + fullName, value);
  }

  /** The name of an attribute from the rest of its key. */
  static String attributeName(String rest) {
    return rest.replace("%3D", "=").replace("%25", "%");
  }

  /** The blocks of this header. */
  byte[] bytes() {
    if (name.length > NAME_LENGTH) {
      records.put("path", name);
    }
    if (link.length > NAME_LENGTH) {
      records.put("linkpath", link);
    }
    if (size > LARGEST_SIZE) {
      records.put("size", decimal(size));
    }
    if (modified < 0 || modified > LARGEST_SIZE || nanos != 0) {
      records.put("mtime", time().getBytes(StandardCharsets.US_ASCII));
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (!records.isEmpty()) {
      byte[] extended = extended();
      TarHeader before = new TarHeader(EXTENDED, "PaxHeaders/entry").sized(extended.length);
      before.mode = 0644;
      all.writeBytes(before.block());
      all.writeBytes(Arrays.copyOf(extended, padded(extended.length)));
    }
    all.writeBytes(block());
    return all.toByteArray();
  }

  /** Seconds with a fraction; before 1970 the fraction counts backwards, too. */
  private String time() {
    if (nanos == 0) {
      return Long.toString(modified);
    }
    boolean before = modified < 0;
    long seconds = before ? -(modified + 1) : modified;
    long fraction = before ? 1_000_000_000L - nanos : nanos;
    return (before ? "-" : "")
        + seconds
        + "."
        + Long.toString(1_000_000_000L + fraction).substring(1);
  }

  static byte[] decimal(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** Rounded up to whole blocks. */
  static int padded(int length) {
    return (length + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Records of the form {@code length key=value\n}, where the length counts itself. */
  private byte[] extended() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    records.forEach(
        (key, value) -> {
          byte[] name = PathBytes.encode(key);
          int rest = 1 + name.length + 1 + value.length + 1;
          int length = rest + decimal(rest).length;
          length = rest + decimal(length).length;
          all.writeBytes(decimal(length));
          all.write(' ');
          all.writeBytes(name);
          all.write('=');
          all.writeBytes(value);
          all.write('\n');
        });
    return all.toByteArray();
  }

  private byte[] block() {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_LENGTH));
    octal(block, 100, 8, mode);
    octal(block, 108, 8, uid);
    octal(block, 116, 8, gid);
    octal(block, 124, 12, Math.min(size, LARGEST_SIZE));
    octal(block, 136, 12, Math.clamp(modified, 0, LARGEST_SIZE));
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_LENGTH));
    System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
    if (type == CHARACTER_DEVICE || type == BLOCK_DEVICE) {
      octal(block, 329, 8, major);
      octal(block, 337, 8, minor);
    }
    int sum = 0;
    for (byte one : block) {
      sum += one & 0xff;
    }
    octal(block, 148, 7, sum);
    return block;
  }

  private static void octal(byte[] block, int offset, int width, long value) {
    String digits = Long.toOctalString(value);
    int start = offset + width - 1 - digits.length();
    Arrays.fill(block, offset, start, (byte) '0');
    System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, block, start, digits.length());
    block[offset + width - 1] = 0;
  }
}
