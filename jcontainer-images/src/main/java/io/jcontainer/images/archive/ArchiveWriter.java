package io.jcontainer.images.archive;

import io.jcontainer.Digest;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSink;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.json.JsonOutput;
import io.jcontainer.images.layout.OciLayout;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes images into one tar archive, which is an OCI layout. With {@code manifest.json} it is what
 * {@code docker save} writes and {@code docker load} reads, too. The same images are always the
 * same bytes: nothing in it says when or by whom it was written.
 */
public final class ArchiveWriter implements ImageSink {
  private static final int FILE = 0644;
  private static final int DIRECTORY = 0755;

  private record Listed(Contents contents, List<String> names) {}

  private final String name;
  private final boolean forDocker;
  private final TarArchiveOutputStream tar;
  private final Set<String> written = new HashSet<>();
  private final Map<Digest, Contents> documents = new LinkedHashMap<>();

  /**
   * Begins an archive.
   *
   * @param name of what it is written to, for messages
   * @param out not closed here
   * @param forDocker with {@code manifest.json}
   */
  public ArchiveWriter(String name, OutputStream out, boolean forDocker) {
    this.name = name;
    this.forDocker = forDocker;
    this.tar = new TarArchiveOutputStream(out, "UTF-8");
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    directory("blobs/");
    directory("blobs/sha256/");
  }

  @Override
  public boolean blob(Descriptor blob, ImageSource from) {
    String path = OciLayout.path(blob.digest());
    if (written.contains(path)) {
      return false;
    }
    try (VerifiedStream in = from.blob(blob)) {
      write(path, blob.size(), in::transferTo);
    }
    return true;
  }

  @Override
  public void document(FetchedDocument document) {
    bytes(OciLayout.path(document.digest()), document.bytes());
    documents.put(document.digest(), document.contents());
  }

  /** Names the images that were put here, and ends the archive. */
  public void finish(List<Descriptor> images) {
    bytes(OciLayout.INDEX, DocumentWriter.index(images, Map.of()));
    if (forDocker) {
      bytes(DockerArchive.INDEX, dockerIndex(images));
    }
    bytes(OciLayout.MARK, OciLayout.mark());
    try {
      tar.finish();
      tar.flush();
    } catch (IOException e) {
      throw ImageArchiveException.writing(name, e);
    }
  }

  /** One object for each manifest, with all the names that were given to it. */
  private byte[] dockerIndex(List<Descriptor> images) {
    Map<Digest, Listed> listed = new LinkedHashMap<>();
    for (Descriptor image : images) {
      Contents contents = documents.get(image.digest());
      if (contents != null && contents.config().isPresent()) {
        listed
            .computeIfAbsent(image.digest(), digest -> new Listed(contents, new ArrayList<>()))
            .names()
            .addAll(OciLayout.names(image).stream().limit(1).toList());
      }
    }
    return JsonOutput.bytes(
        out -> {
          out.writeStartArray();
          for (Listed image : listed.values()) {
            out.writeStartObject();
            out.writeStringField("Config", path(image.contents().config().orElseThrow()));
            out.writeFieldName("RepoTags");
            out.writeArray(image.names().toArray(String[]::new), 0, image.names().size());
            String[] layers =
                image.contents().layers().stream().map(ArchiveWriter::path).toArray(String[]::new);
            out.writeFieldName("Layers");
            out.writeArray(layers, 0, layers.length);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static String path(Descriptor blob) {
    return OciLayout.path(blob.digest());
  }

  private void bytes(String path, byte[] bytes) {
    if (!written.contains(path)) {
      write(path, bytes.length, out -> out.write(bytes));
    }
  }

  /** What is written to an entry. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void write(String path, long size, Content content) {
    try {
      TarArchiveEntry entry = new TarArchiveEntry(path);
      entry.setSize(size);
      put(entry, FILE);
      content.writeTo(tar);
      tar.closeArchiveEntry();
      written.add(path);
    } catch (IOException e) {
      throw ImageArchiveException.writing(name, e);
    }
  }

  private void directory(String path) {
    try {
      put(new TarArchiveEntry(path), DIRECTORY);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw ImageArchiveException.writing(name, e);
    }
  }

  private void put(TarArchiveEntry entry, int mode) throws IOException {
    entry.setMode(mode);
    entry.setModTime(0);
    entry.setUserId(0);
    entry.setGroupId(0);
    tar.putArchiveEntry(entry);
  }
}
