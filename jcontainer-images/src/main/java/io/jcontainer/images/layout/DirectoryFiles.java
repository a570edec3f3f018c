package io.jcontainer.images.layout;

import io.jcontainer.ImageArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of a directory. No link is followed as the last part of a path: what somebody sends us
 * shall not read other files of this host.
 *
 * @param directory that is there
 */
public record DirectoryFiles(Path directory) implements FileSet {
  @Override
  public String name() {
    return directory.toString();
  }

  @Override
  public OptionalLong size(String path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(
              directory.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw ImageArchiveException.reading(directory.resolve(path).toString(), e);
    }
  }

  @Override
  public Optional<InputStream> open(String path) {
    if (size(path).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.newInputStream(directory.resolve(path), LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw ImageArchiveException.reading(directory.resolve(path).toString(), e);
    }
  }

  @Override
  public void close() {}
}
