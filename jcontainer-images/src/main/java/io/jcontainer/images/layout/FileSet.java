package io.jcontainer.images.layout;

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
   * @throws io.jcontainer.ImageArchiveException if it cannot be read
   */
  Optional<InputStream> open(String path);

  @Override
  void close();
}
