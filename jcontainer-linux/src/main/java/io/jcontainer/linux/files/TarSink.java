package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.PathBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Writes a tree as a tar stream. A file that changes while it is read is as long in the stream as
 * it was when it was looked at: cut, or filled up with zeros. Holes are kept in the form that GNU
 * tar calls sparse format 1.0.
 */
final class TarSink implements TreeSink {
  /** A file of more pieces is written from there on as one. */
  private static final int MOST_PIECES = 4096;

  private static final int PERMISSIONS = 07777;

  private final Kernel kernel;
  private final Owners owners;
  private final OutputStream out;
  private final ContentCopy contents;
  private final Deque<String> directories = new ArrayDeque<>();

  TarSink(Kernel kernel, Owners owners, OutputStream out, Progress progress) {
    this.kernel = kernel;
    this.owners = owners;
    this.out = out;
    this.contents = new ContentCopy(kernel, progress);
  }

  private record Piece(long offset, long length) {}

  private String path(String name) {
    String parent = directories.peek();
    return parent == null || parent.equals("./") ? name : parent + name;
  }

  private TarHeader header(char type, String path, FileStatus status) {
    return new TarHeader(type, path)
        .owned(
            status.mode() & PERMISSIONS,
            owners.inside(status.uid()),
            owners.inside(status.gid()),
            status.modifySeconds());
  }

  @Override
  public void enter(String name, FileStatus status) {
    String path = path(name) + "/";
    write(header(TarHeader.DIRECTORY, path, status).bytes());
    directories.push(path);
  }

  @Override
  public void leave() {
    directories.pop();
  }

  @Override
  public void link(String name, FileStatus status, String target) {
    write(header(TarHeader.LINK, path(name), status).linkTo(target).bytes());
  }

  @Override
  public void file(String name, FileStatus status, Descriptor content) {
    List<Piece> pieces = pieces(content, status.size());
    boolean whole = status.size() == 0 || pieces.equals(List.of(new Piece(0, status.size())));
    if (whole) {
      write(header(TarHeader.FILE, path(name), status).sized(status.size()).bytes());
    } else {
      writeSparse(name, status, pieces);
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

  private void writeSparse(String name, FileStatus status, List<Piece> pieces) {
    StringBuilder text = new StringBuilder().append(pieces.size()).append('\n');
    long data = 0;
    for (Piece piece : pieces) {
      text.append(piece.offset()).append('\n').append(piece.length()).append('\n');
      data += piece.length();
    }
    byte[] map = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] blocks = Arrays.copyOf(map, TarHeader.padded(map.length));
    write(
        header(TarHeader.FILE, "GNUSparseFile.0/" + name, status)
            .sized(blocks.length + data)
            .with("GNU.sparse.major", TarHeader.decimal(1))
            .with("GNU.sparse.minor", TarHeader.decimal(0))
            .with("GNU.sparse.name", PathBytes.encode(path(name)))
            .with("GNU.sparse.realsize", TarHeader.decimal(status.size()))
            .bytes());
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
