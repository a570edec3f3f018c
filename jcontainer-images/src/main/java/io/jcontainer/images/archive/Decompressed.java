package io.jcontainer.images.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.jcontainer.ByteSize;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidImageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Brings what is sent as an archive into a file that can be read at any place: a stream, or a file
 * that is compressed as a whole.
 */
public final class Decompressed {
  private static final int BUFFER = 256 << 10;

  private enum Form {
    PLAIN,
    GZIP,
    ZSTD
  }

  private Decompressed() {}

  /** Whether a file has to be copied before it can be read at any place. */
  public static boolean isNeeded(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return form(in, file.toString()) != Form.PLAIN;
    } catch (IOException e) {
      throw ImageArchiveException.reading(file.toString(), e);
    }
  }

  /**
   * Copies a stream, decompressed.
   *
   * @param source read to its end, and not closed
   * @param target an empty file
   * @param name of the source, for messages
   * @param most bytes that are written
   * @throws InvalidImageException if it is damaged, or becomes larger
   */
  public static void copy(InputStream source, Path target, String name, ByteSize most) {
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
      copy(source, out, name, most);
    } catch (IOException e) {
      throw unpacking(name, e);
    }
  }

  private static ImageArchiveException unpacking(String name, IOException e) {
    return new ImageArchiveException(
        "cannot unpack " + name + " into the store: " + e.getMessage(), e);
  }

  /**
   * The same to a stream.
   *
   * @param out not closed
   */
  public static void copy(InputStream source, OutputStream out, String name, ByteSize most) {
    try {
      InputStream buffered = new BufferedInputStream(source, BUFFER);
      InputStream in =
          switch (form(buffered, name)) {
            case PLAIN -> buffered;
            case GZIP -> new GZIPInputStream(buffered, BUFFER);
            case ZSTD -> new ZstdInputStreamNoFinalizer(buffered).setLongMax(27);
          };
      transfer(in, out, name, most);
    } catch (IOException e) {
      throw unpacking(name, e);
    }
  }

  private static void transfer(InputStream in, OutputStream out, String name, ByteSize most)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      total += count;
      if (total > most.bytes()) {
        throw new InvalidImageException(
            name, "it has more than " + most + ": see Config.withImageLimits", null);
      }
      out.write(buffer, 0, count);
    }
  }

  private static Form form(InputStream in, String name) throws IOException {
    in.mark(8);
    byte[] start = in.readNBytes(6);
    in.reset();
    if (begins(start, 0x1f, 0x8b)) {
      return Form.GZIP;
    }
    if (begins(start, 0x28, 0xb5, 0x2f, 0xfd)) {
      return Form.ZSTD;
    }
    other(start)
        .ifPresent(
            tool -> {
              throw new InvalidImageException(
                  name, "it is compressed with " + tool + ": decompress it first", null);
            });
    return Form.PLAIN;
  }

  private static Optional<String> other(byte[] start) {
    if (begins(start, 0xfd, '7', 'z', 'X', 'Z')) {
      return Optional.of("xz");
    }
    if (begins(start, 'B', 'Z', 'h')) {
      return Optional.of("bzip2");
    }
    return begins(start, 'P', 'K', 3, 4) ? Optional.of("zip") : Optional.empty();
  }

  private static boolean begins(byte[] start, int... magic) {
    if (start.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((start[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
