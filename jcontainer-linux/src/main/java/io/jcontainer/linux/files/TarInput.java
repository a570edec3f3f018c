package io.jcontainer.linux.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream entry by entry: ustar, the extended headers of {@code pax(1)}, and what GNU
 * tar adds: long names, large numbers, and files with holes in the forms that it calls old GNU,
 * 0.0, 0.1 and 1.0. Nothing in it is believed: sums are compared, sizes bounded, and what is
 * malformed ends the reading.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html">GNU tar,
 *     storing sparse files</a>
 */
final class TarInput {
  private static final int BLOCK = TarHeader.BLOCK;
  private static final int MOST_EXTENDED = 1 << 20;
  private static final int MOST_GLOBAL = 1 << 16;
  private static final char GNU_LONG_NAME = 'L';
  private static final char GNU_LONG_LINK = 'K';
  private static final char GNU_SPARSE = 'S';
  private static final char CONTIGUOUS = '7';
  private static final char EXTENDED = 'x';
  private static final char GLOBAL = 'g';
  private static final String SPARSE = "GNU.sparse.";
  private static final int LONGEST_NUMBER = 20;

  private final InputStream in;
  private final TarRecords global = new TarRecords(MOST_GLOBAL);
  private TarRecords records = global;
  private long left;
  private long padding;

  TarInput(InputStream in) {
    this.in = in;
  }

  /**
   * An entry.
   *
   * @param type as {@link TarHeader} has it; every kind of regular file is {@link TarHeader#FILE}
   * @param path as written
   * @param link target of a link, else empty
   * @param mode permission bits
   * @param size bytes of the file, holes included
   * @param pieces where its content goes
   * @param modified seconds since 1970
   * @param attributes extended attributes by name, without {@code user.}
   */
  record Entry(
      char type,
      String path,
      String link,
      int mode,
      long uid,
      long gid,
      long size,
      Pieces pieces,
      long modified,
      Map<String, byte[]> attributes) {}

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
    records = TarRecords.after(global, 2 * MOST_EXTENDED);
    while (true) {
      TarBlock header = header();
      if (header == null) {
        return null;
      }
      long size = header.number(124, 12);
      switch (header.type()) {
        case EXTENDED -> records.parse(extended(size));
        case GLOBAL -> {
          byte[] content = extended(size);
          global.parse(content);
          records.parse(content);
        }
        case GNU_LONG_NAME -> records.put("path", untilNul(extended(size)));
        case GNU_LONG_LINK -> records.put("linkpath", untilNul(extended(size)));
        default -> {
          return entry(header, size);
        }
      }
    }
  }

  private Entry entry(TarBlock header, long headerSize) throws IOException {
    long held = records.has("size") ? records.decimal("size") : headerSize;
    if (held < 0) {
      throw new Malformed("a size of " + held);
    }
    char type = header.type();
    boolean file = type == TarHeader.FILE || type == CONTIGUOUS || type == GNU_SPARSE;
    left = file || !isKnown(type) ? held : 0;
    padding = -left & (BLOCK - 1);
    long size = left;
    Pieces pieces;
    String path = records.has("path") ? records.text("path") : header.name();
    if (type == GNU_SPARSE) {
      size = header.number(483, 12);
      pieces = oldPieces(header);
    } else if (records.hasAny(SPARSE) && file) {
      boolean newer = records.has(SPARSE + "major");
      size = records.decimal(SPARSE + (newer ? "realsize" : "size"));
      pieces = newer ? contentPieces() : Pieces.parse(records.digits(TarRecords.SPARSE_MAP));
      path = records.has(SPARSE + "name") ? records.text(SPARSE + "name") : path;
    } else {
      pieces = Pieces.whole(size);
    }
    return new Entry(
        file ? TarHeader.FILE : type,
        path,
        records.has("linkpath") ? records.text("linkpath") : header.text(157, 100),
        (int) header.number(100, 8) & 07777,
        records.has("uid") ? records.decimal("uid") : header.number(108, 8),
        records.has("gid") ? records.decimal("gid") : header.number(116, 8),
        size,
        pieces.fitting(left, size),
        records.has("mtime") ? records.decimal("mtime") : header.number(136, 12),
        records.beneath(TarHeader.ATTRIBUTE));
  }

  private static boolean isKnown(char type) {
    return type >= '1' && type <= '6';
  }

  /** The old form: four pieces in the header, and twenty-one in each block that follows it. */
  private Pieces oldPieces(TarBlock header) throws IOException {
    Pieces pieces = new Pieces();
    addOld(pieces, header, 386, 4);
    boolean more = header.isSet(482);
    while (more) {
      TarBlock next = new TarBlock(block());
      addOld(pieces, next, 0, 21);
      more = next.isSet(504);
    }
    return pieces;
  }

  private static void addOld(Pieces pieces, TarBlock block, int start, int most)
      throws IOException {
    for (int i = 0; i < most && block.isSet(start + i * 24); i++) {
      pieces.add(block.number(start + i * 24, 12), block.number(start + i * 24 + 12, 12));
    }
  }

  /** The newest form: lines at the beginning of the content, filled up to whole blocks. */
  private Pieces contentPieces() throws IOException {
    if (records.decimal(SPARSE + "major") != 1 || records.decimal(SPARSE + "minor") != 0) {
      throw new Malformed("a sparse file in a form that is not known");
    }
    Lines lines = new Lines();
    Pieces pieces = new Pieces();
    long count = lines.next();
    for (long i = 0; i < count; i++) {
      pieces.add(lines.next(), lines.next());
    }
    return pieces;
  }

  /** Numbers, one in each line. */
  private final class Lines {
    private byte[] block = {};
    private int position;

    long next() throws IOException {
      StringBuilder digits = new StringBuilder();
      for (char each = character(); each != '\n'; each = character()) {
        if (digits.length() > LONGEST_NUMBER) {
          throw new Malformed("the map of a sparse file has too long a number");
        }
        digits.append(each);
      }
      return Pieces.number(digits.toString());
    }

    private char character() throws IOException {
      if (position == block.length) {
        if (left < BLOCK) {
          throw new Malformed("the map of a sparse file has no end");
        }
        block = block();
        left -= BLOCK;
        position = 0;
      }
      return (char) (block[position++] & 0xff);
    }
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new Malformed("it ends within a header");
    }
    return block;
  }

  /** A block with a right sum; null at the end, which is blocks of zeros or of the stream. */
  private @Nullable TarBlock header() throws IOException {
    byte[] bytes = in.readNBytes(BLOCK);
    if (bytes.length == 0) {
      return null;
    }
    if (bytes.length < BLOCK) {
      throw new Malformed("it ends within a header");
    }
    return new TarBlock(bytes).isEmpty() ? null : TarBlock.checked(bytes);
  }

  /** Content of the current entry, no more than asked for; -1 at its end. */
  int read(byte[] buffer, long most) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(buffer, 0, (int) Math.min(buffer.length, Math.min(most, left)));
    if (count < 0) {
      throw new Malformed("it ends within a file");
    }
    left -= count;
    return count;
  }

  private void skipContent() throws IOException {
    try {
      in.skipNBytes(left);
      in.skipNBytes(padding);
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

  private static byte[] untilNul(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }
}
