package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Mode;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes files as the entries of a layer. The same files are the same bytes, so nothing is written
 * that reading changes. Holes become zeros: Docker cannot pass on a layer with sparse files, and
 * the specification advises against them.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI image
 *     specification, layer file system changesets</a>
 */
final class LayerSink {
  /** How the names of whiteouts begin. */
  static final String WHITEOUT = ".wh.";

  private static final String OPAQUE = ".wh..wh..opq";
  private static final int WHITEOUT_MODE = 0600;

  private final Kernel kernel;
  private final Owners owners;
  private final Progress progress;
  private final TarOutput output;
  private final LayerAttributes attributes;
  private final LinkMemory links = new LinkMemory();

  /** Headers of directories that are written with the first entry in them. */
  private final List<TarHeader> waiting = new ArrayList<>();

  LayerSink(Kernel kernel, Owners owners, OutputStream tar, Progress progress) {
    this.kernel = kernel;
    this.owners = owners;
    this.progress = progress;
    this.output = new TarOutput(kernel, tar, progress, false);
    this.attributes = new LayerAttributes(kernel, owners);
  }

  /** Whether a directory is as the engine makes them: root's, mode 0755, without attributes. */
  boolean isPlain(Descriptor directory, FileStatus status, String path) {
    return (status.mode() & Mode.PERMISSIONS) == 0755
        && owners.inside(status.uid()) == 0
        && owners.inside(status.gid()) == 0
        && attributes.of(directory, status, path).isEmpty();
  }

  /** A directory, empty for the root itself. */
  void directory(String path, FileStatus status, Descriptor directory) {
    write(directoryHeader(path, status, directory));
    progress.directory();
  }

  /**
   * The same of a directory that counts only if something in it does.
   *
   * @param like has its owner, mode and attributes
   */
  void directoryIfUsed(String path, FileStatus status, FileStatus likeStatus, Descriptor like) {
    TarHeader header = directoryHeader(path, likeStatus, like);
    header.modified(status.modifySeconds(), status.modifyNanos());
    waiting.add(header);
  }

  /** The end of a directory that counts only if something in it does. */
  void leaveUnused() {
    waiting.clear();
  }

  private TarHeader directoryHeader(String path, FileStatus status, Descriptor directory) {
    TarHeader header = header(TarHeader.DIRECTORY, path.isEmpty() ? "./" : path + "/", status);
    addAttributes(header, status, directory, path);
    return header;
  }

  /** The image's names in a directory are gone. */
  void opaque(String directory) {
    whiteoutEntry(directory.isEmpty() ? OPAQUE : directory + "/" + OPAQUE);
  }

  /** A name of the image is gone. */
  void whiteout(String path) {
    int slash = path.lastIndexOf('/') + 1;
    whiteoutEntry(path.substring(0, slash) + WHITEOUT + path.substring(slash));
  }

  private void whiteoutEntry(String path) {
    write(new TarHeader(TarHeader.FILE, path).owned(WHITEOUT_MODE, 0, 0, 0));
  }

  /** Anything but a directory; a socket is passed over, as it means nothing without its process. */
  void file(String path, FileStatus status, Descriptor found) {
    int type = status.mode() & Mode.S_IFMT;
    if (type == Mode.S_IFSOCK) {
      progress.skip("/" + path);
      return;
    }
    Optional<LinkMemory.First> first = links.find(status);
    if (first.isPresent()) {
      write(header(TarHeader.HARD_LINK, path, status).linkTo(first.get().path()));
      progress.file();
      return;
    }
    links.remember(status, path, LinkMemory.Identity.of(status));
    switch (type) {
      case Mode.S_IFREG -> content(path, status, found);
      case Mode.S_IFLNK ->
          write(header(TarHeader.LINK, path, status).linkTo(kernel.readlink(found, "")));
      case Mode.S_IFIFO -> node(TarHeader.FIFO, path, status, found);
      case Mode.S_IFCHR -> node(TarHeader.CHARACTER_DEVICE, path, status, found);
      case Mode.S_IFBLK -> node(TarHeader.BLOCK_DEVICE, path, status, found);
      default -> throw new IllegalStateException("/" + path + " has mode " + status.mode());
    }
    progress.file();
  }

  private void content(String path, FileStatus status, Descriptor found) {
    flush();
    try (Fd content = Reopen.file(kernel, found)) {
      output.file(
          path,
          status.size(),
          content,
          named -> {
            TarHeader header = header(TarHeader.FILE, named, status);
            addAttributes(header, status, content, path);
            return header;
          });
    }
  }

  private void node(char type, String path, FileStatus status, Descriptor found) {
    TarHeader header = header(type, path, status).device(status.rdevMajor(), status.rdevMinor());
    addAttributes(header, status, found, path);
    write(header);
  }

  private TarHeader header(char type, String path, FileStatus status) {
    return new TarHeader(type, path)
        .owned(
            status.mode() & Mode.PERMISSIONS,
            owners.inside(status.uid()),
            owners.inside(status.gid()),
            0)
        .modified(status.modifySeconds(), status.modifyNanos());
  }

  private void addAttributes(TarHeader header, FileStatus status, Descriptor file, String path) {
    attributes.of(file, status, "/" + path).forEach(header::anyAttribute);
  }

  private void write(TarHeader header) {
    flush();
    output.header(header);
  }

  private void flush() {
    waiting.forEach(output::header);
    waiting.clear();
  }

  /** The end of the layer. */
  void end() {
    output.end();
  }
}
