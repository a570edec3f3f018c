package io.jcontainer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tar archive of a job's files: ustar, with long names and sizes as pax and GNU tar write them
 * ({@code tar(5)}). It may come from whom the job comes from, so all of it is bounded, and it holds
 * files and directories only: no link, no device, no name that climbs.
 */
final class JobArchive {
  private static final int BLOCK = 512;
  private static final int LARGEST_HEADER = 64 * 1024;
  private static final int MOST_ENTRIES = 100_000;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;

  private final CopySource source;
  private final String directory;
  private final CopyOptions options;

  /**
   * An archive to be unpacked.
   *
   * @param directory absolute path inside the container
   * @param options owners of what is made
   */
  JobArchive(CopySource source, String directory, CopyOptions options) {
    this.source = source;
    this.directory = directory;
    this.options = options;
  }

  /**
   * Copies its files; directories come with the files in them.
   *
   * @throws InvalidSpecException if it is no such archive
   * @throws ContainerFileException if it cannot be read, or its files cannot be written
   */
  void unpack(ContainerFiles files) {
    try (InputStream in = open()) {
      Map<String, String> extended = new TreeMap<>();
      byte[] header = in.readNBytes(BLOCK);
      for (int entries = 0; !isEnd(header); header = in.readNBytes(BLOCK)) {
        if (++entries > MOST_ENTRIES) {
          throw invalid("it has more than " + MOST_ENTRIES + " entries");
        }
        checkSum(header);
        entry(header, extended, in, files);
      }
    } catch (IOException e) {
      throw new ContainerFileException(
          directory, "cannot read the archive " + source + ": " + e.getMessage(), e);
    }
  }

  private InputStream open() throws IOException {
    return switch (source) {
      case CopySource.HostPath(var path) -> Files.newInputStream(path);
      case CopySource.Content content -> content.opener().open();
      case CopySource.Tar tar -> tar.opener().open();
    };
  }

  private boolean isEnd(byte[] header) {
    if (header.length == 0) {
      return true;
    }
    if (header.length < BLOCK) {
      throw invalid("it ends within a header");
    }
    return header[0] == 0 && Arrays.equals(header, new byte[BLOCK]);
  }

  /** The bytes of a header are summed with the sum's own taken for spaces. */
  private void checkSum(byte[] header) {
    long sum = (long) ' ' * CHECKSUM_LENGTH;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
      sum += own ? 0 : header[i] & 0xff;
    }
    if (sum != number(header, CHECKSUM, CHECKSUM_LENGTH)) {
      throw invalid("it is no tar archive, or damaged: a header's checksum is wrong");
    }
  }

  private void entry(
      byte[] header, Map<String, String> extended, InputStream in, ContainerFiles files)
      throws IOException {
    long size = number(header, 124, 12);
    switch (header[156]) {
      case 'x' -> readPax(bounded(in, size), extended);
      case 'g' -> bounded(in, size);
      case 'L' -> extended.put("path", text(bounded(in, size), 0, (int) size));
      case '5' -> {
        bounded(in, size);
        extended.clear();
      }
      case '0', 0 -> {
        file(header, extended, size, in, files);
        extended.clear();
      }
      default -> throw invalid("\"" + name(header) + "\" is neither file nor directory");
    }
  }

  private void file(
      byte[] header, Map<String, String> extended, long plain, InputStream in, ContainerFiles files)
      throws IOException {
    String name = extended.getOrDefault("path", name(header));
    long size = extended.containsKey("size") ? decimal(extended.getOrDefault("size", "")) : plain;
    if (name.endsWith("/")) {
      skip(in, padded(size));
      return;
    }
    String target = directory + "/" + (name.startsWith("./") ? name.substring(2) : name);
    AbsolutePath.check("file of an archive", target);
    int mode = (int) number(header, 100, 8) & 0777;
    Part content = new Part(in, size);
    files.copyTo(CopySource.ofStream(content), target, options.withMode(mode));
    skip(in, padded(size) - size);
  }

  /** The header of the next entry, in records of {@code length key=value}. */
  private void readPax(byte[] records, Map<String, String> extended) {
    int at = 0;
    while (at < records.length && records[at] != 0) {
      int space = at;
      while (space < records.length && records[space] != ' ') {
        space++;
      }
      long length = decimal(text(records, at, space - at));
      if (length <= space - at || length > records.length - at) {
        throw invalid("a record of an extended header has a wrong length");
      }
      String[] pair = text(records, space + 1, (int) length - (space - at) - 2).split("=", 2);
      if (pair.length == 2) {
        extended.put(pair[0], pair[1]);
      }
      at += (int) length;
    }
  }

  private byte[] bounded(InputStream in, long size) throws IOException {
    if (size > LARGEST_HEADER) {
      throw invalid("an extended header has " + size + " bytes; at most " + LARGEST_HEADER);
    }
    byte[] content = in.readNBytes((int) size);
    if (content.length < size) {
      throw new EOFException("it ends within a header");
    }
    skip(in, padded(size) - size);
    return content;
  }

  private static long padded(long size) {
    return Math.addExact(size, BLOCK - 1) / BLOCK * BLOCK;
  }

  private static void skip(InputStream in, long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw new EOFException("it ends within a file");
    }
  }

  private static String name(byte[] header) {
    boolean ustar = text(header, 257, 6).equals("ustar");
    String prefix = ustar ? text(header, 345, 155) : "";
    String name = text(header, 0, 100);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** Octal digits, or the binary form of GNU tar, whose first byte is 0x80. */
  private long number(byte[] header, int from, int length) {
    if ((header[from] & 0xff) == 0x80) {
      long value = 0;
      for (int i = from + 1; i < from + length; i++) {
        if (value >= 1L << 54) {
          throw invalid("a number is too large");
        }
        value = (value << 8) | (header[i] & 0xff);
      }
      return value;
    }
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]{0,12}")) {
      throw invalid("it is no tar archive, or damaged: a number of a header is none");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private long decimal(String digits) {
    if (!digits.matches("\\d{1,18}")) {
      throw invalid("a number of an extended header is none");
    }
    return Long.parseLong(digits);
  }

  /** Up to the first NUL. */
  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private InvalidSpecException invalid(String why) {
    return new InvalidSpecException("archive " + Text.printable(source.toString()), why);
  }

  /** One file's bytes. Whoever reads it closes it; the archive stays open. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long size) {
      this.in = in;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(buffer, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("it ends within a file");
      }
      left -= count;
      return count;
    }
  }
}
