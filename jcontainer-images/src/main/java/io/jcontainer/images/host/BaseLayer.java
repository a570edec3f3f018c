package io.jcontainer.images.host;

import io.jcontainer.ImageStoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The archive of the layer beneath the host's directories. It goes into the store like that of any
 * other image, and its digest says whether anything has changed: the same host gives the same
 * bytes.
 */
final class BaseLayer implements AutoCloseable {
  /** Certificates are most of it, and some hundred KiB. */
  private static final int LARGEST = 16 * 1024 * 1024;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes, "UTF-8");
  private final Set<String> directories = new HashSet<>();

  BaseLayer() {
    archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    archive.setAddPaxHeadersForNonAsciiNames(true);
  }

  void directory(String name, int mode) throws IOException {
    directories.add(name);
    add(new TarArchiveEntry(name + "/"), mode, new byte[0]);
  }

  void directoryIfMissing(String name, int mode) throws IOException {
    if (!directories.contains(name)) {
      directory(name, mode);
    }
  }

  void file(String name, int mode, String content) throws IOException {
    add(new TarArchiveEntry(name), mode, content.getBytes(StandardCharsets.UTF_8));
  }

  void file(String name, int mode, Path source) throws IOException {
    if (Files.size(source) > LARGEST - bytes.size()) {
      throw new ImageStoreException(
          "the image of this host would hold more than 16 MiB of /etc: " + source, null);
    }
    add(new TarArchiveEntry(name), mode, Files.readAllBytes(source));
  }

  void symlink(String name, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    add(entry, 0777, new byte[0]);
  }

  private void add(TarArchiveEntry entry, int mode, byte[] content) throws IOException {
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setModTime(0);
    entry.setSize(content.length);
    archive.putArchiveEntry(entry);
    archive.write(content);
    archive.closeArchiveEntry();
  }

  /** The whole archive; nothing can be added any more. */
  byte[] finish() throws IOException {
    archive.finish();
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
