package io.jcontainer.images.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.Digest;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Compression;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.unpack.LayerBlob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Writes archives byte by byte, also those that no honest archiver would write. */
public final class Tar {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> entries = new ArrayList<>();

  /** A header that can be bent before it is written. */
  public static final class Header {
    public byte[] name = new byte[0];
    public byte[] link = new byte[0];
    public int mode = 0644;
    public long uid;
    public long gid;
    public long size;
    public long time = 1_700_000_000;
    public char type = '0';
    public int major;
    public int minor;
    public byte[] prefix = new byte[0];
    public Map<String, byte[]> pax = new LinkedHashMap<>();
    public Consumer<byte[]> spoil = block -> {};

    public Header pax(String key, String value) {
      pax.put(key, value.getBytes(UTF_8));
      return this;
    }

    public Header mode(int bits) {
      mode = bits;
      return this;
    }

    public Header owner(long user, long group) {
      uid = user;
      gid = group;
      return this;
    }

    public Header time(String seconds) {
      return pax("mtime", seconds);
    }

    public Header xattr(String key, byte[] value) {
      pax.put("SCHILY.xattr." + key, value);
      return this;
    }
  }

  public Tar file(String name, String content) {
    return file(name, content.getBytes(UTF_8), h -> {});
  }

  public Tar file(String name, String content, Consumer<Header> more) {
    return file(name, content.getBytes(UTF_8), more);
  }

  public Tar file(String name, byte[] content, Consumer<Header> more) {
    return entry('0', name, "", content, more);
  }

  public Tar directory(String name) {
    return directory(name, h -> {});
  }

  public Tar directory(String name, Consumer<Header> more) {
    return entry(
        '5',
        name,
        "",
        new byte[0],
        h -> {
          h.mode = 0755;
          more.accept(h);
        });
  }

  public Tar symlink(String name, String target) {
    return symlink(name, target, h -> {});
  }

  public Tar symlink(String name, String target, Consumer<Header> more) {
    return entry('2', name, target, new byte[0], more);
  }

  public Tar hardLink(String name, String target) {
    return entry('1', name, target, new byte[0], h -> {});
  }

  public Tar device(char type, String name, int major, int minor) {
    return entry(
        type,
        name,
        "",
        new byte[0],
        h -> {
          h.major = major;
          h.minor = minor;
        });
  }

  public Tar fifo(String name) {
    return entry('6', name, "", new byte[0], h -> {});
  }

  public Tar entry(char type, String name, String link, byte[] content, Consumer<Header> more) {
    Header header = new Header();
    header.type = type;
    header.name = name.getBytes(UTF_8);
    header.link = link.getBytes(UTF_8);
    header.size = content.length;
    more.accept(header);
    return entry(header, content);
  }

  /** Names that do not fit go into an extended header, as archivers do it. */
  public Tar entry(Header header, byte[] content) {
    entries.add(
        header.type
            + " "
            + text(header.name, header.name.length)
            + (header.link.length == 0 ? "" : " -> " + text(header.link, header.link.length)));
    if (header.name.length > 100) {
      header.pax.putIfAbsent("path", header.name);
    }
    if (header.link.length > 100) {
      header.pax.putIfAbsent("linkpath", header.link);
    }
    if (!header.pax.isEmpty()) {
      Header extended = new Header();
      extended.type = 'x';
      extended.name = "pax".getBytes(US_ASCII);
      byte[] records = paxRecords(header.pax);
      extended.size = records.length;
      raw(block(extended)).data(records);
    }
    return raw(block(header)).data(content);
  }

  public static byte[] paxRecords(Map<String, byte[]> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    records.forEach((key, value) -> bytes.writeBytes(paxRecord(key, value)));
    return bytes.toByteArray();
  }

  public static byte[] paxRecord(String key, byte[] value) {
    int rest = 1 + key.getBytes(UTF_8).length + 1 + value.length + 1;
    int length = rest + 1;
    while (Integer.toString(length).length() + rest != length) {
      length++;
    }
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes((length + " " + key + "=").getBytes(UTF_8));
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  public static byte[] block(Header header) {
    byte[] block = new byte[BLOCK];
    put(block, 0, 100, header.name);
    octal(block, 100, 8, header.mode);
    number(block, 108, 8, header.uid);
    number(block, 116, 8, header.gid);
    number(block, 124, 12, header.size);
    number(block, 136, 12, header.time);
    block[156] = (byte) header.type;
    put(block, 157, 100, header.link);
    put(block, 257, 8, "ustar\u000000".getBytes(US_ASCII));
    octal(block, 329, 8, header.major);
    octal(block, 337, 8, header.minor);
    put(block, 345, 155, header.prefix);
    header.spoil.accept(block);
    sum(block);
    return block;
  }

  /** Makes the checksum right again. */
  public static void sum(byte[] block) {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, 8, String.format("%06o\0 ", sum).getBytes(US_ASCII));
  }

  private static void put(byte[] block, int offset, int length, byte[] bytes) {
    System.arraycopy(bytes, 0, block, offset, Math.min(length, bytes.length));
  }

  private static void octal(byte[] block, int offset, int length, long value) {
    put(block, offset, length, String.format("%0" + (length - 1) + "o", value).getBytes(US_ASCII));
  }

  /** Octal where it fits, else GNU's base 256. */
  public static void number(byte[] block, int offset, int length, long value) {
    if (value >= 0 && value < (1L << (3 * (length - 1)))) {
      octal(block, offset, length, value);
      return;
    }
    for (int i = 0; i < length; i++) {
      int shift = 8 * (length - 1 - i);
      block[offset + i] = (byte) (shift > 63 ? value >> 63 : value >> shift);
    }
    block[offset] |= (byte) 0x80;
  }

  public Tar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Bytes and zeros up to the next block. */
  public Tar data(byte[] bytes) {
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & (BLOCK - 1)]);
    return this;
  }

  /** The whole archive with its end. */
  public byte[] bytes() {
    byte[] entries = out.toByteArray();
    return Arrays.copyOf(entries, entries.length + 2 * BLOCK);
  }

  /** What has been written, without an end. */
  public byte[] open() {
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return entries.toString();
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  /** What a manifest and a configuration would promise of an archive that is not compressed. */
  public static LayerBlob blob(byte[] archive) {
    Digest digest = Digest.sha256(archive);
    return new LayerBlob(digest, archive.length, Compression.NONE, digest);
  }

  /** The stream that a registry would give for a layer. */
  public static VerifiedStream stored(byte[] bytes, LayerBlob blob) {
    Descriptor descriptor = Descriptor.of("layer", blob.digest(), blob.size());
    return new VerifiedStream(new ByteArrayInputStream(bytes), descriptor, blob.part());
  }

  public static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }

  public static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, ISO_8859_1);
  }
}
