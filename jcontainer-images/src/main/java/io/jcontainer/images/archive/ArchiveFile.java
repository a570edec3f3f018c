package io.jcontainer.images.archive;

import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.layout.FileSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * The files of a tar archive that is not compressed, read where they lie: nothing is unpacked.
 * Links lead to other files of the same archive, as in what Docker saved before version 25, and
 * nowhere else.
 */
public final class ArchiveFile implements FileSet {
  /** Two of one of these would be two images, of which every reader chooses one. */
  private static final Set<String> DOCUMENTS =
      Set.of("oci-layout", "index.json", "manifest.json", "repositories");

  private static final int MOST_LINKS = 8;

  private record Part(long offset, long size) {}

  private final String name;
  private final FileChannel file;
  private final Map<String, Part> parts = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private ArchiveFile(String name, FileChannel file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Opens an archive.
   *
   * @param path where it is
   * @param name what it is called in messages
   * @throws InvalidImageException if it is no tar archive
   * @throws ImageArchiveException if it cannot be read
   */
  public static ArchiveFile open(Path path, String name) {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw ImageArchiveException.reading(name, e);
    }
    ArchiveFile archive = new ArchiveFile(name, file);
    try {
      archive.index();
      return archive;
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private void index() {
    List<TarArchiveEntry> entries;
    try {
      // not closed: that would close the file, which is read from later
      entries = new TarFile(new HeaderChannel(file)).getEntries();
    } catch (IOException | RuntimeException e) {
      throw new InvalidImageException(
          name, "it is no tar archive that can be read: " + e.getMessage(), e);
    }
    for (TarArchiveEntry entry : entries) {
      add(normal("", entry.getName()), entry);
    }
    if (parts.isEmpty()) {
      throw new InvalidImageException(name, "it is no tar archive, or an empty one", null);
    }
  }

  private void add(String path, TarArchiveEntry entry) {
    if (entry.isSymbolicLink()) {
      int slash = path.lastIndexOf('/');
      links.put(path, normal(slash < 0 ? "" : path.substring(0, slash), entry.getLinkName()));
    } else if (entry.isLink()) {
      links.put(path, normal("", entry.getLinkName()));
    } else if (entry.isFile() && !entry.isSparse()) {
      Part other = parts.putIfAbsent(path, new Part(entry.getDataOffset(), entry.getSize()));
      if (other != null && DOCUMENTS.contains(path)) {
        throw new InvalidImageException(name, "it has " + path + " twice", null);
      }
    }
  }

  /** A path within the archive: never above its top. */
  private static String normal(String directory, String path) {
    java.util.ArrayDeque<String> steps = new java.util.ArrayDeque<>();
    for (String step : (path.startsWith("/") ? path : directory + "/" + path).split("/", -1)) {
      switch (step) {
        case "", "." -> {}
        case ".." -> steps.pollLast();
        default -> steps.addLast(step);
      }
    }
    return String.join("/", steps);
  }

  private Optional<Part> part(String path) {
    String at = normal("", path);
    for (int i = 0; i < MOST_LINKS && !parts.containsKey(at); i++) {
      String target = links.get(at);
      if (target == null) {
        return Optional.empty();
      }
      at = target;
    }
    return Optional.ofNullable(parts.get(at));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OptionalLong size(String path) {
    return part(path).map(part -> OptionalLong.of(part.size())).orElse(OptionalLong.empty());
  }

  @Override
  public Optional<InputStream> open(String path) {
    return part(path).map(part -> new RangeInput(file, part.offset(), part.size()));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw ImageArchiveException.reading(name, e);
    }
  }
}
