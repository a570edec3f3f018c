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
import java.util.Optional;

/**
 * Writes a tree as a tar stream. A file that changes while it is read is as long in the stream as
 * it was when it was looked at: cut, or filled up with zeros. Holes are kept in the form that GNU
 * tar calls sparse format 1.0.
 */
final class TarSink implements TreeSink {
  /** A file of more pieces is written from there on as one. */
  private static final int MOST_PIECES = 4096;

  /** Bytes of extended attributes of one file. */
  private static final int MOST_ATTRIBUTES = 512 * 1024;

  private static final int PERMISSIONS = 07777;

  private final Kernel kernel;
  private final Owners owners;
  private final OutputStream out;
  private final Progress progress;
  private final ContentCopy contents;
  private final UserAttributes extended;
  private final LinkMemory links = new LinkMemory();
  private final Deque<String> directories = new ArrayDeque<>();

  TarSink(Kernel kernel, Owners owners, OutputStream out, Progress progress) {
    this.kernel = kernel;
    this.owners = owners;
    this.out = out;
    this.progress = progress;
    this.contents = new ContentCopy(kernel, progress);
    this.extended = new UserAttributes(kernel);
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
  public void enter(String name, FileStatus status, Descriptor directory) {
    String path = path(name) + "/";
    TarHeader header = header(TarHeader.DIRECTORY, path, status);
    addAttributes(header, directory, path);
    write(header.bytes());
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
    String path = path(name);
    Optional<LinkMemory.First> first = links.find(status);
    if (first.isPresent()) {
      write(header(TarHeader.HARD_LINK, path, status).linkTo(first.get().path()).bytes());
      return;
    }
    links.remember(status, path, LinkMemory.Identity.of(status));
    List<Piece> pieces = pieces(content, status.size());
    boolean whole = status.size() == 0 || pieces.equals(List.of(new Piece(0, status.size())));
    if (whole) {
      TarHeader header = header(TarHeader.FILE, path, status).sized(status.size());
      addAttributes(header, content, path);
      write(header.bytes());
    } else {
      writeSparse(name, status, content, pieces);
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

  private void writeSparse(String name, FileStatus status, Descriptor content, List<Piece> pieces) {
    StringBuilder text = new StringBuilder().append(pieces.size()).append('\n');
    long data = 0;
    for (Piece piece : pieces) {
      text.append(piece.offset()).append('\n').append(piece.length()).append('\n');
      data += piece.length();
    }
    byte[] map = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] blocks = Arrays.copyOf(map, TarHeader.padded(map.length));
    TarHeader header =
        header(TarHeader.FILE, "GNUSparseFile.0/" + name, status)
            .sized(blocks.length + data)
            .with("GNU.sparse.major", TarHeader.decimal(1))
            .with("GNU.sparse.minor", TarHeader.decimal(0))
            .with("GNU.sparse.name", PathBytes.encode(path(name)))
            .with("GNU.sparse.realsize", TarHeader.decimal(status.size()));
    addAttributes(header, content, path(name));
    write(header.bytes());
    write(blocks);
  }

  /** A header is made in memory, so what is too much for that is left out and told. */
  private void addAttributes(TarHeader header, Descriptor file, String path) {
    int room = MOST_ATTRIBUTES;
    for (String name : extended.names(file)) {
      byte[] value = extended.value(file, name).orElse(null);
      if (value != null && value.length + name.length() > room) {
        progress.skip(path + " (attribute user." + name + ")");
      } else if (value != null) {
        room -= value.length + name.length();
        header.attribute(name, value);
      }
    }
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
