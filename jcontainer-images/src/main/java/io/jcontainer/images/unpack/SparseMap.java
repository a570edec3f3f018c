package io.jcontainer.images.unpack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the data of a sparse file goes, in the four forms that GNU tar has written over the years.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html">GNU tar,
 *     Storing Sparse Files</a>
 */
final class SparseMap {
  /** As many as a file of 16 GiB has if each second 64 KiB are a hole; 4 MiB of heap. */
  private static final int MOST_EXTENTS = 1 << 17;

  private static final int NUMBER = 12;
  private static final int OLD_FIRST = 386;
  private static final int OLD_FIRST_COUNT = 4;
  private static final int OLD_FIRST_MORE = 482;
  private static final int OLD_REAL_SIZE = 483;
  private static final int OLD_NEXT_COUNT = 21;
  private static final int OLD_NEXT_MORE = 504;

  private final LayerBlob blob;
  private final List<Extent> extents = new ArrayList<>();

  SparseMap(LayerBlob blob) {
    this.blob = blob;
  }

  /**
   * Adds an extent; an empty one, which marks the end of a file that ends in a hole, is left out.
   */
  void add(long offset, long length) {
    if (extents.size() == MOST_EXTENTS) {
      throw blob.invalid("a sparse file has more than " + MOST_EXTENTS + " extents", null);
    }
    if (length != 0) {
      extents.add(new Extent(offset, length));
    }
  }

  /** Type {@code S}: four extents in the header, then blocks of 21. Returns the file's size. */
  long readOld(byte[] header, TarInput input) throws IOException {
    addOld(header, OLD_FIRST, OLD_FIRST_COUNT);
    byte[] block = new byte[TarInput.BLOCK];
    boolean more = header[OLD_FIRST_MORE] != 0;
    while (more) {
      if (!input.readBlock(block)) {
        throw malformed();
      }
      addOld(block, 0, OLD_NEXT_COUNT);
      more = block[OLD_NEXT_MORE] != 0;
    }
    return number(header, OLD_REAL_SIZE);
  }

  private void addOld(byte[] block, int offset, int count) {
    for (int i = 0; i < count; i++) {
      int at = offset + i * 2 * NUMBER;
      if (block[at] == 0) {
        return;
      }
      add(number(block, at), number(block, at + NUMBER));
    }
  }

  private long number(byte[] block, int offset) {
    return TarNumber.parse(block, offset, NUMBER).orElseThrow(this::malformed);
  }

  /** PAX format 0.1: offsets and lengths in turn, separated by commas. */
  void parseList(String list) {
    String[] numbers = list.split(",", -1);
    if (numbers.length % 2 != 0) {
      throw malformed();
    }
    for (int i = 0; i < numbers.length; i += 2) {
      add(decimal(numbers[i]), decimal(numbers[i + 1]));
    }
  }

  /**
   * PAX format 1.0: before the data, in blocks of their own, lines with the number of extents and
   * the offset and length of each. Returns the size of those blocks.
   */
  long readLines(TarInput input) throws IOException {
    Lines lines = new Lines(input);
    long count = lines.next();
    if (count > MOST_EXTENTS) {
      throw blob.invalid("a sparse file has more than " + MOST_EXTENTS + " extents", null);
    }
    for (long i = 0; i < count; i++) {
      add(lines.next(), lines.next());
    }
    return lines.size;
  }

  /** The extents, or an error if they overlap, leave the file or do not hold exactly the data. */
  List<Extent> extents(long fileSize, long dataSize) {
    long end = 0;
    long sum = 0;
    for (Extent extent : extents) {
      if (extent.offset() < end
          || extent.length() < 0
          || extent.length() > fileSize - extent.offset()) {
        throw malformed();
      }
      end = extent.offset() + extent.length();
      sum += extent.length();
    }
    if (sum != dataSize) {
      throw malformed();
    }
    return List.copyOf(extents);
  }

  private long decimal(String text) {
    return TarReader.decimal(text).orElseThrow(this::malformed);
  }

  private RuntimeException malformed() {
    return blob.invalid("its archive has a malformed map of a sparse file", null);
  }

  /** Numbers on lines, in blocks of the archive. */
  private final class Lines {
    private final TarInput input;
    private final byte[] block = new byte[TarInput.BLOCK];
    private int position = TarInput.BLOCK;
    private long size;

    Lines(TarInput input) {
      this.input = input;
    }

    long next() throws IOException {
      StringBuilder digits = new StringBuilder();
      for (char c = character(); c != '\n'; c = character()) {
        digits.append(c);
        if (digits.length() > TarReader.LONGEST_DECIMAL) {
          throw malformed();
        }
      }
      return decimal(digits.toString());
    }

    private char character() throws IOException {
      if (position == TarInput.BLOCK) {
        if (!input.readBlock(block)) {
          throw malformed();
        }
        position = 0;
        size += TarInput.BLOCK;
      }
      return (char) (block[position++] & 0xff);
    }
  }
}
