package io.jcontainer.images.layout;

import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSink;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * A directory that images are put into as an OCI layout. What is there stays, so that many images
 * share their layers. Each file is complete and on disk before it has its name, and the index is
 * last: whoever reads meanwhile, or after a crash, sees complete images only. One writer at a time.
 */
public final class LayoutDirectory implements ImageSink {
  private final Path directory;
  private final DirectoryFiles files;

  /** Begins to write; the directory is made if it is not there. */
  public LayoutDirectory(Path directory) {
    this.directory = directory;
    this.files = new DirectoryFiles(directory);
    try {
      if (Files.isDirectory(directory) && !isEmpty() && files.size(OciLayout.MARK).isEmpty()) {
        throw new InvalidImageException(
            directory.toString(), "it is no OCI layout, and not empty: name a new directory", null);
      }
      Files.createDirectories(directory.resolve("blobs/sha256"));
    } catch (IOException e) {
      throw ImageArchiveException.writing(directory.toString(), e);
    }
  }

  private boolean isEmpty() throws IOException {
    try (var list = Files.list(directory)) {
      return list.findAny().isEmpty();
    }
  }

  @Override
  public boolean blob(Descriptor blob, ImageSource from) {
    if (isThere(blob)) {
      return false;
    }
    String path = OciLayout.path(blob.digest());
    try (VerifiedStream in = from.blob(blob)) {
      write(path, in::transferTo);
    }
    return true;
  }

  /** What is there is read: a damaged blob is as good as none. */
  private boolean isThere(Descriptor blob) {
    if (files.size(OciLayout.path(blob.digest())).orElse(-1) != blob.size()) {
      return false;
    }
    try (VerifiedStream stream = new OciLayout(files).blob(blob)) {
      stream.finish();
      return true;
    } catch (InvalidImageException e) {
      return false;
    }
  }

  @Override
  public void document(FetchedDocument document) {
    write(OciLayout.path(document.digest()), out -> out.write(document.bytes()));
  }

  /** Names the images that were put here; entries that had their names go. */
  public void finish(List<Descriptor> images) {
    byte[] before =
        files
            .open(OciLayout.INDEX)
            .map(in -> IndexMerge.readAll(in, OciLayout.INDEX + " of " + directory))
            .orElseGet(IndexMerge::empty);
    byte[] merged = IndexMerge.merge(before, images, OciLayout.INDEX + " of " + directory);
    write(OciLayout.MARK, out -> out.write(OciLayout.mark()));
    write(OciLayout.INDEX, out -> out.write(merged));
  }

  /** What is written to a file. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void write(String path, Content content) {
    Path target = directory.resolve(path);
    Path temporary = target.resolveSibling(".jcontainer-" + UUID.randomUUID());
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw ImageArchiveException.writing(target.toString(), e);
    } finally {
      deleteLeftOver(temporary);
    }
  }

  private static void deleteLeftOver(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw ImageArchiveException.writing(temporary.toString(), e);
    }
  }
}
