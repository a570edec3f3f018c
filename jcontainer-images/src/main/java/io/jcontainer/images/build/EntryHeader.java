package io.jcontainer.images.build;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jcontainer.EntryAttributes;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerEntry;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.PathBytes;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of one entry of a layer: a ustar block, with an extended header before it for what
 * does not fit ({@code pax(1)}, "pax Interchange Format"). Names are written byte for byte.
 */
final class EntryHeader {
  static final int BLOCK = 512;
  private static final char FILE = '0';
  private static final char HARD_LINK = '1';
  private static final char LINK = '2';
  private static final char DIRECTORY = '5';
  private static final char EXTENDED = 'x';

  private static final int USUAL_FILE = 0644;
  private static final int USUAL_PROGRAM = 0755;
  private static final int USUAL_DIRECTORY = 0755;
  private static final int ANY_LINK = 0777;
  private static final int WHITEOUT = 0600;
  private static final int EXECUTABLE = 0100;

  private static final int NAME_LENGTH = 100;
  private static final long LARGEST_ID = 07777777;
  private static final long LARGEST_SIZE = 0_777_7777_7777L;

  private final char type;
  private final byte[] name;
  private byte[] link = {};
  private int mode;
  private long uid;
  private long gid;
  private long size;
  private Instant time = Instant.EPOCH;

  /** An entry of a path in the image, with or without a slash before it. */
  private EntryHeader(char type, String path, int mode) {
    this.type = type;
    this.name = bytes(path.startsWith("/") ? path.substring(1) : path);
    this.mode = mode;
  }

  private static byte[] bytes(String text) {
    try {
      return PathBytes.encode(text);
    } catch (KernelException e) {
      throw new InvalidSpecException(
          "name in a layer", "it has characters that no name has: " + e.getMessage(), e);
    }
  }

  /** A file of content that has no attributes of its own. */
  static EntryHeader made(LayerEntry.File file) {
    EntryAttributes attributes = file.attributes();
    return new EntryHeader(FILE, file.path(), attributes.fileMode().orElse(USUAL_FILE))
        .by(attributes);
  }

  /** A file of the host. */
  static EntryHeader file(String path, EntryAttributes attributes, FileStatus status) {
    int kept =
        attributes.modesKept()
            ? status.mode() & Mode.PERMISSIONS
            : (status.mode() & EXECUTABLE) != 0 ? USUAL_PROGRAM : USUAL_FILE;
    return new EntryHeader(FILE, path, attributes.fileMode().orElse(kept)).by(attributes, status);
  }

  /** A directory that was asked for. */
  static EntryHeader directory(LayerEntry.Directory directory) {
    EntryAttributes attributes = directory.attributes();
    int mode = attributes.directoryMode().orElse(USUAL_DIRECTORY);
    return new EntryHeader(DIRECTORY, inside(directory.path()), mode).by(attributes);
  }

  /** A directory of the host. */
  static EntryHeader directory(String path, EntryAttributes attributes, FileStatus status) {
    int kept = attributes.modesKept() ? status.mode() & Mode.PERMISSIONS : USUAL_DIRECTORY;
    return new EntryHeader(DIRECTORY, inside(path), attributes.directoryMode().orElse(kept))
        .by(attributes, status);
  }

  private static String inside(String path) {
    return path.equals("/") ? "./" : path + "/";
  }

  /** A symbolic link that was asked for. */
  static EntryHeader link(LayerEntry.Link link) {
    return new EntryHeader(LINK, link.path(), ANY_LINK).to(link.target()).by(link.attributes());
  }

  /** A symbolic link of the host. */
  static EntryHeader link(
      String path, String target, EntryAttributes attributes, FileStatus status) {
    return new EntryHeader(LINK, path, ANY_LINK).to(target).by(attributes, status);
  }

  /** One more name of a file. */
  static EntryHeader hardLink(LayerEntry.HardLink link) {
    return new EntryHeader(HARD_LINK, link.path(), USUAL_FILE).to(link.target().substring(1));
  }

  /** A file that only means that something is gone. */
  static EntryHeader whiteout(String path) {
    return new EntryHeader(FILE, path, WHITEOUT);
  }

  private EntryHeader by(EntryAttributes attributes) {
    uid = attributes.uid();
    gid = attributes.gid();
    time = attributes.time();
    return this;
  }

  private EntryHeader by(EntryAttributes attributes, FileStatus status) {
    by(attributes);
    if (attributes.ownersKept()) {
      uid = status.uid();
      gid = status.gid();
    }
    if (attributes.timesKept()) {
      time = Instant.ofEpochSecond(status.modifySeconds(), status.modifyNanos());
    }
    return this;
  }

  private EntryHeader to(String target) {
    link = bytes(target);
    return this;
  }

  /** The same with content of so many bytes. */
  EntryHeader sized(long content) {
    size = content;
    return this;
  }

  /** The blocks of this header. */
  byte[] bytes() {
    Map<String, byte[]> records = records();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (!records.isEmpty()) {
      byte[] extended = extended(records);
      EntryHeader before = new EntryHeader(EXTENDED, "PaxHeaders/entry", USUAL_FILE);
      all.writeBytes(before.sized(extended.length).block());
      all.writeBytes(Arrays.copyOf(extended, (extended.length + BLOCK - 1) / BLOCK * BLOCK));
    }
    all.writeBytes(block());
    return all.toByteArray();
  }

  private Map<String, byte[]> records() {
    Map<String, byte[]> records = new TreeMap<>();
    if (name.length > NAME_LENGTH) {
      records.put("path", name);
    }
    if (link.length > NAME_LENGTH) {
      records.put("linkpath", link);
    }
    if (size > LARGEST_SIZE) {
      records.put("size", decimal(size));
    }
    if (uid > LARGEST_ID) {
      records.put("uid", decimal(uid));
    }
    if (gid > LARGEST_ID) {
      records.put("gid", decimal(gid));
    }
    long seconds = time.getEpochSecond();
    if (seconds < 0 || seconds > LARGEST_SIZE || time.getNano() != 0) {
      records.put("mtime", time().getBytes(US_ASCII));
    }
    return records;
  }

  /** Seconds with a fraction; before 1970 the fraction counts backwards, too. */
  private String time() {
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    if (nanos == 0) {
      return Long.toString(seconds);
    }
    boolean before = seconds < 0;
    long whole = before ? -(seconds + 1) : seconds;
    long fraction = before ? 1_000_000_000L - nanos : nanos;
    String digits = Long.toString(1_000_000_000L + fraction).substring(1);
    return (before ? "-" : "") + whole + "." + digits;
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }

  /** Records of the form {@code length key=value\n}, where the length counts itself. */
  private static byte[] extended(Map<String, byte[]> records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    records.forEach(
        (key, value) -> {
          int rest = key.length() + value.length + 3;
          int length = rest + decimal(rest).length;
          length = rest + decimal(length).length;
          all.writeBytes((length + " " + key + "=").getBytes(US_ASCII));
          all.writeBytes(value);
          all.write('\n');
        });
    return all.toByteArray();
  }

  private byte[] block() {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_LENGTH));
    octal(block, 100, 8, mode);
    octal(block, 108, 8, Math.min(uid, LARGEST_ID));
    octal(block, 116, 8, Math.min(gid, LARGEST_ID));
    octal(block, 124, 12, Math.min(size, LARGEST_SIZE));
    octal(block, 136, 12, Math.clamp(time.getEpochSecond(), 0, LARGEST_SIZE));
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_LENGTH));
    System.arraycopy("ustar\00000".getBytes(US_ASCII), 0, block, 257, 8);
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
    System.arraycopy(digits.getBytes(US_ASCII), 0, block, start, digits.length());
    block[offset + width - 1] = 0;
  }
}
