package io.jcontainer.images.unpack;

import io.jcontainer.kernel.PathBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fixed header of an entry: a block whose checksum is right. Fields are read when asked for, so
 * that an extended header may replace one that cannot hold its value.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax, ustar
 *     Interchange Format</a>
 */
final class TarHeader {
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int UID = 108;
  private static final int GID = 116;
  private static final int SIZE = 124;
  private static final int TIME = 136;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;
  private static final int DEVICE_MAJOR = 329;
  private static final int DEVICE_MINOR = 337;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;

  /** Schily's star keeps times behind a shorter prefix and signs at the end of the block. */
  private static final int STAR_PREFIX_LENGTH = 131;

  private static final int STAR_TRAILER = 508;
  private static final int SHORT_NUMBER = 8;
  private static final int LONG_NUMBER = 12;

  private static final byte[] POSIX_MAGIC = "ustar\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STAR_MAGIC = "tar\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] block;
  private final LayerBlob blob;

  /** Refuses a block whose checksum is wrong. The block stays the caller's, who leaves it alone. */
  TarHeader(byte[] block, LayerBlob blob) {
    this.block = block;
    this.blob = blob;
    requireChecksum();
  }

  private void requireChecksum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < block.length; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
      unsigned += own ? ' ' : block[i] & 0xff;
      signed += own ? ' ' : block[i];
    }
    long written = number(CHECKSUM, CHECKSUM_LENGTH, "checksum");
    // historic archivers added the bytes up as signed ones
    if (written != unsigned && written != signed) {
      throw blob.invalid("its archive has a header with a wrong checksum", null);
    }
  }

  byte type() {
    return block[TYPE];
  }

  /** The whole name, with the prefix that POSIX archives have. */
  String name() {
    byte[] name = text(NAME, NAME_LENGTH);
    byte[] prefix = has(MAGIC, POSIX_MAGIC) ? text(PREFIX, prefixLength()) : new byte[0];
    if (prefix.length == 0) {
      return PathBytes.decode(name);
    }
    byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    whole[prefix.length] = '/';
    System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
    return PathBytes.decode(whole);
  }

  private int prefixLength() {
    return has(STAR_TRAILER, STAR_MAGIC) ? STAR_PREFIX_LENGTH : PREFIX_LENGTH;
  }

  String link() {
    return PathBytes.decode(text(LINK, NAME_LENGTH));
  }

  /** Permission bits; some archivers add the type, which the type flag says already. */
  int mode() {
    return (int) (number(MODE, SHORT_NUMBER, "mode") & 07777);
  }

  long uid() {
    return number(UID, SHORT_NUMBER, "user id");
  }

  long gid() {
    return number(GID, SHORT_NUMBER, "group id");
  }

  long size() {
    return number(SIZE, LONG_NUMBER, "size");
  }

  long modifiedSeconds() {
    return number(TIME, LONG_NUMBER, "modification time");
  }

  long deviceMajor() {
    return number(DEVICE_MAJOR, SHORT_NUMBER, "device number");
  }

  long deviceMinor() {
    return number(DEVICE_MINOR, SHORT_NUMBER, "device number");
  }

  private long number(int offset, int length, String what) {
    return TarNumber.parse(block, offset, length)
        .orElseThrow(
            () -> blob.invalid("its archive has a header whose " + what + " is no number", null));
  }

  private byte[] text(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, offset, end);
  }

  private boolean has(int offset, byte[] bytes) {
    return Arrays.equals(block, offset, offset + bytes.length, bytes, 0, bytes.length);
  }
}
