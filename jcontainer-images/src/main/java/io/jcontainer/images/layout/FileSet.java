package io.jcontainer.images.layout;

import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.model.Document;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** Files by relative path, from a directory or from an archive; both may be hostile. */
public interface FileSet extends AutoCloseable {
  /** What holds the files, for messages. */
  String name();

  /** The size of a regular file in bytes; empty if there is none of that path. */
  OptionalLong size(String path);

  /**
   * A regular file, to be closed; empty if there is none of that path.
   *
   * @throws ImageArchiveException if it cannot be read
   */
  Optional<InputStream> open(String path);

  /**
   * All of a small file.
   *
   * @throws InvalidImageException if there is none, or it is too large for a document
   * @throws ImageArchiveException if it cannot be read
   */
  default byte[] document(String path) {
    try (InputStream in =
        open(path)
            .orElseThrow(() -> new InvalidImageException(name(), "it has no file " + path, null))) {
      byte[] bytes = in.readNBytes(Document.LARGEST + 1);
      if (bytes.length > Document.LARGEST) {
        throw new InvalidImageException(path + " of " + name(), "it is larger than 4 MiB", null);
      }
      return bytes;
    } catch (IOException e) {
      throw ImageArchiveException.reading(path + " of " + name(), e);
    }
  }

  @Override
  void close();
}
