package io.jcontainer.images.unpack;

import io.jcontainer.kernel.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an archive in order: ustar with PAX, GNU and star extensions, and nothing that is
 * neither. Everything is bounded before it is allocated, and names are bytes until {@link
 * PathBytes} makes Strings of them without loss.
 */
final class TarReader {
  /** What Linux takes for a path, {@code PATH_MAX}. */
  static final int LONGEST_NAME = 4096;

  static final int LONGEST_DECIMAL = 18;

  private static final int LARGEST_PAX_HEADER = 1024 * 1024;
  private static final long LARGEST_ID = 0xffff_fffeL;
  private static final int LARGEST_DEVICE_MAJOR = 0xfff;
  private static final int LARGEST_DEVICE_MINOR = 0xfffff;
  private static final Pattern DECIMAL = Pattern.compile("\\d{1," + LONGEST_DECIMAL + "}");

  private final TarInput input;
  private final LayerBlob blob;
  private final byte[] block = new byte[TarInput.BLOCK];
  private long dataLeft;
  private long padding;

  TarReader(TarInput input, LayerBlob blob) {
    this.input = input;
    this.blob = blob;
  }

  /** The next entry, or null behind the last; data of the one before is passed over. */
  @Nullable TarEntry next() throws IOException {
    input.skip(dataLeft + padding);
    dataLeft = 0;
    padding = 0;
    ExtendedHeader extended = new ExtendedHeader(blob);
    while (true) {
      if (!input.readBlock(block) || isEnd()) {
        if (!extended.isEmpty()) {
          throw blob.invalid("its archive ends in an extended header", null);
        }
        return null;
      }
      TarHeader header = new TarHeader(block, blob);
      switch (header.type()) {
        case 'x' -> extended.addPax(read(header, LARGEST_PAX_HEADER));
        case 'g' -> read(header, LARGEST_PAX_HEADER);
        case 'L' -> extended.addLongName(read(header, LONGEST_NAME + 1));
        case 'K' -> extended.addLongLink(read(header, LONGEST_NAME + 1));
        default -> {
          return entry(header, extended);
        }
      }
    }
  }

  /** Hands the data of the current entry on; it can be read once. */
  void data(TarInput.Sink sink) throws IOException {
    long count = dataLeft;
    dataLeft = 0;
    input.transfer(count, sink);
  }

  /**
   * An archive ends in two blocks of zeros; one alone has to be the last, as Go's reader has it.
   */
  private boolean isEnd() throws IOException {
    if (!isZero(block)) {
      return false;
    }
    if (input.readBlock(block) && !isZero(block)) {
      throw blob.invalid("its archive goes on behind a block of zeros", null);
    }
    return true;
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The data of an extended header. */
  private byte[] read(TarHeader header, int most) throws IOException {
    long size = header.size();
    if (size < 0 || size > most) {
      throw blob.invalid("its archive has an extended header of " + size + " bytes", null);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream((int) size);
    input.transfer(size, data::write);
    input.skip(paddingOf(size));
    return data.toByteArray();
  }

  private TarEntry entry(TarHeader header, ExtendedHeader extended) throws IOException {
    EntryType type = type(header);
    String name = name(extended.name(header));
    long stored = type == EntryType.FILE ? storedSize(header, extended) : 0;
    long size = stored;
    List<Extent> extents = stored == 0 ? List.of() : List.of(new Extent(0, stored));
    if (type == EntryType.FILE && header.type() == 'S') {
      SparseMap map = new SparseMap(blob);
      size = map.readOld(block, input);
      extents = map.extents(size, stored);
    } else if (type == EntryType.FILE && extended.isSparse()) {
      size = extended.sparseSize();
      extents = extended.sparseExtents(size, stored, input);
    }
    boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    dataLeft = extents.stream().mapToLong(Extent::length).sum();
    padding = paddingOf(stored);
    return new TarEntry(
        type,
        name,
        type == EntryType.SYMLINK || type == EntryType.HARD_LINK ? link(header, extended) : "",
        attributes(type, header, extended),
        size,
        extents,
        device ? device(header.deviceMajor(), LARGEST_DEVICE_MAJOR) : 0,
        device ? device(header.deviceMinor(), LARGEST_DEVICE_MINOR) : 0);
  }

  private EntryType type(TarHeader header) {
    // before ustar a directory was a file whose name ends in a slash
    if (header.type() == 0 && header.name().endsWith("/")) {
      return EntryType.DIRECTORY;
    }
    return EntryType.ofFlag(header.type())
        .orElseThrow(
            () ->
                blob.invalid(
                    "its archive has an entry of unknown type " + (header.type() & 0xff), null));
  }

  private long storedSize(TarHeader header, ExtendedHeader extended) {
    long size = extended.size(header);
    if (size < 0) {
      throw blob.invalid("its archive has an entry of " + size + " bytes", null);
    }
    return size;
  }

  private Attributes attributes(EntryType type, TarHeader header, ExtendedHeader extended) {
    Instant modified = extended.modified(header);
    return new Attributes(
        header.mode(),
        id(extended.uid(header)),
        id(extended.gid(header)),
        modified,
        extended.accessed(modified),
        XattrPolicy.kept(extended.xattrs(), type, blob));
  }

  /** The largest 32-bit number means "leave it" to the kernel, and is nobody's. */
  private long id(long id) {
    if (id < 0 || id > LARGEST_ID) {
      throw blob.invalid("its archive has an entry of user or group " + id, null);
    }
    return id;
  }

  private int device(long number, int largest) {
    if (number < 0 || number > largest) {
      throw blob.invalid("its archive has a device of number " + number, null);
    }
    return (int) number;
  }

  private String name(String name) {
    if (name.length() > LONGEST_NAME
        || name.indexOf(0) >= 0
        || PathBytes.encode(name).length > LONGEST_NAME) {
      throw blob.invalid("its archive has a name that no file can have", null);
    }
    return name;
  }

  private String link(TarHeader header, ExtendedHeader extended) {
    return name(extended.link(header));
  }

  /** A whole decimal number of at most 18 digits, or empty. */
  static Optional<Long> decimal(String text) {
    return DECIMAL.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static long paddingOf(long size) {
    return -size & (TarInput.BLOCK - 1);
  }
}
