package io.jcontainer.images.unpack;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import java.io.IOException;

/** Makes one file of an entry where nothing is, complete with its attributes. */
final class FileMaker {
  private static final int LONGEST_LINK = 4095;
  private static final int NEW_FILE = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW | O.NOCTTY;

  private final Kernel kernel;
  private final LayerBlob blob;
  private final AttributeWriter attributes;
  private final TarReader reader;

  FileMaker(Kernel kernel, LayerBlob blob, AttributeWriter attributes, TarReader reader) {
    this.kernel = kernel;
    this.blob = blob;
    this.attributes = attributes;
    this.reader = reader;
  }

  /** Makes anything that is neither a directory nor a hard link. */
  void make(OpenDirectory parent, String name, TarEntry entry) throws IOException {
    switch (entry.type()) {
      case FILE -> makeFile(parent, name, entry);
      case SYMLINK -> makeSymlink(parent, name, entry);
      case CHARACTER_DEVICE -> makeNode(parent, name, entry, Mode.S_IFCHR);
      case BLOCK_DEVICE -> makeNode(parent, name, entry, Mode.S_IFBLK);
      case FIFO -> makeNode(parent, name, entry, Mode.S_IFIFO);
      case DIRECTORY, HARD_LINK -> throw new IllegalArgumentException(entry.type().title());
    }
  }

  private void makeFile(OpenDirectory parent, String name, TarEntry entry) throws IOException {
    int mode = AttributeWriter.creationMode(entry.attributes());
    try (Fd file = kernel.open(parent.fd(), name, NEW_FILE, mode)) {
      FileContent content = new FileContent(kernel, file, entry.extents());
      reader.data(content);
      content.end(entry.size());
      attributes.completeFile(file, parent, entry.attributes());
    }
  }

  private void makeSymlink(OpenDirectory parent, String name, TarEntry entry) {
    if (entry.link().isEmpty() || entry.link().length() > LONGEST_LINK) {
      throw blob.invalid("it has a symbolic link without a target", null);
    }
    kernel.symlink(entry.link(), parent.fd(), name);
    attributes.completeSymlink(parent, name, entry.attributes());
  }

  private void makeNode(OpenDirectory parent, String name, TarEntry entry, int type) {
    if (Overlay.isWhiteout(type, entry.deviceMajor(), entry.deviceMinor())) {
      throw blob.invalid(
          "it has a character device 0:0, which is how overlayfs marks a file that is gone", null);
    }
    kernel.mknod(
        parent.fd(),
        name,
        type | AttributeWriter.creationMode(entry.attributes()),
        entry.deviceMajor(),
        entry.deviceMinor());
    attributes.completeNode(parent, name, entry.attributes());
  }
}
