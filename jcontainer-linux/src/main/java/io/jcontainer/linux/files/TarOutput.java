package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.PathBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A tar stream being written: headers, and the content of files. A file that changes while it is
 * read is as long in the stream as it was when it was looked at: cut, or filled up with zeros.
 * Holes are kept in the form that GNU tar calls sparse format 1.0.
 */
final class TarOutput {
  /** A file of more pieces is written from there on as one. */
  private static final int MOST_PIECES = 4096;

  private final Kernel kernel;
  private final OutputStream out;
  private final ContentCopy contents;
  private final boolean holes;

  /**
   * A stream of which nothing is written.
   *
   * @param holes whether they are kept, in the form that GNU tar calls sparse format 1.0, or
   *     written as the zeros that they are
   */
  TarOutput(Kernel kernel, OutputStream out, Progress progress, boolean holes) {
    this.kernel = kernel;
    this.out = out;
    this.holes = holes;
    this.contents = new ContentCopy(kernel, progress);
  }

  private record Piece(long offset, long length) {}

  /** An entry without content. */
  void header(TarHeader header) {
    write(header.bytes());
  }

  /**
   * A regular file.
   *
   * @param path of the entry
   * @param size of the file
   * @param content open for reading
   * @param named makes its header with a name, complete but for the size
   */
  void file(String path, long size, Descriptor content, Function<String, TarHeader> named) {
    List<Piece> all = List.of(new Piece(0, size));
    List<Piece> pieces = holes && size > 0 ? pieces(content, size) : all;
    if (pieces.equals(all)) {
      header(named.apply(path).sized(size));
    } else {
      sparseHeader(path, size, pieces, named);
    }
    long written = 0;
    for (Piece piece : pieces) {
      written += content(content, piece);
    }
    zeros((int) -written & TarHeader.BLOCK - 1);
  }

  private List<Piece> pieces(Descriptor content, long size) {
    List<Piece> pieces = new ArrayList<>();
    long position = 0;
    while (position < size) {
      long data = ContentCopy.nextData(kernel, content, position, size);
      if (data >= size) {
        break;
      }
      boolean last = pieces.size() == MOST_PIECES - 1;
      long hole = last ? size : Math.min(ContentCopy.nextHole(kernel, content, data, size), size);
      pieces.add(new Piece(data, hole - data));
      position = hole;
    }
    return pieces;
  }

  private void sparseHeader(
      String path, long size, List<Piece> pieces, Function<String, TarHeader> named) {
    StringBuilder text = new StringBuilder().append(pieces.size()).append('\n');
    long data = 0;
    for (Piece piece : pieces) {
      text.append(piece.offset()).append('\n').append(piece.length()).append('\n');
      data += piece.length();
    }
    byte[] map = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] blocks = Arrays.copyOf(map, TarHeader.padded(map.length));
    header(
        named
            .apply("GNUSparseFile.0/" + path.substring(path.lastIndexOf('/') + 1))
            .sized(blocks.length + data)
            .with("GNU.sparse.major", TarHeader.decimal(1))
            .with("GNU.sparse.minor", TarHeader.decimal(0))
            .with("GNU.sparse.name", PathBytes.encode(path))
            .with("GNU.sparse.realsize", TarHeader.decimal(size)));
    write(blocks);
  }

  private long content(Descriptor content, Piece piece) {
    long read =
        contents.read(
            content, piece.offset(), piece.length(), (bytes, count) -> write(bytes, count));
    long missing = piece.length() - read;
    while (missing > 0) {
      int some = (int) Math.min(missing, 1 << 16);
      zeros(some);
      missing -= some;
    }
    return piece.length();
  }

  private void zeros(int count) {
    write(new byte[count]);
  }

  /** The two empty blocks that end a tar stream. */
  void end() {
    zeros(2 * TarHeader.BLOCK);
  }

  private void write(byte[] bytes) {
    write(bytes, bytes.length);
  }

  private void write(byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
