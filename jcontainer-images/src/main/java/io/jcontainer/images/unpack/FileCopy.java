package io.jcontainer.images.unpack;

import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seek;

/**
 * Copies a file of a lower layer into this one, as overlayfs itself does before it changes one: a
 * hard link to a file below needs an inode of its own layer.
 */
final class FileCopy {
  private static final int BUFFER = 128 * 1024;
  private static final int NEW_FILE = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW | O.NOCTTY;

  private final Kernel kernel;
  private final LayerBlob blob;
  private final LayerQuota quota;
  private final AttributeWriter attributes;
  private final AttributeReader originals;

  FileCopy(Kernel kernel, LayerBlob blob, LayerQuota quota, AttributeWriter attributes) {
    this.kernel = kernel;
    this.blob = blob;
    this.quota = quota;
    this.attributes = attributes;
    this.originals = new AttributeReader(kernel);
  }

  /** Makes the same file under the same name in a directory of this layer. */
  void copyUp(LowerTrees.Other source, OpenDirectory parent) {
    quota.addEntry();
    FileStatus status = source.status();
    parent.change();
    switch (status.mode() & Mode.S_IFMT) {
      case Mode.S_IFREG -> copyFile(source, parent);
      case Mode.S_IFLNK -> copySymlink(source, parent);
      case Mode.S_IFCHR, Mode.S_IFBLK, Mode.S_IFIFO -> copyNode(source, parent);
      default -> throw blob.invalid("it has a hard link to a file of no known type", null);
    }
  }

  private void copyFile(LowerTrees.Other source, OpenDirectory parent) {
    String name = source.name();
    try (Fd from = TreeAccess.openFile(kernel, source.directory(), name)) {
      FileStatus status = TreeAccess.status(kernel, from);
      Attributes same = originals.read(from, status, EntryType.FILE);
      int mode = AttributeWriter.creationMode(same);
      try (Fd to = kernel.open(parent.fd(), name, NEW_FILE, mode)) {
        copyData(from, to, status.size());
        attributes.completeFile(to, parent, same);
      }
    }
  }

  /** Copies what is not a hole. */
  private void copyData(Descriptor from, Descriptor to, long size) {
    byte[] buffer = new byte[BUFFER];
    long start = nextData(from, 0, size);
    while (start < size) {
      long end = kernel.seek(from, start, Seek.HOLE);
      kernel.seek(from, start, Seek.SET);
      kernel.seek(to, start, Seek.SET);
      for (long left = end - start; left > 0; ) {
        int got = kernel.read(from, buffer, 0, (int) Math.min(left, buffer.length));
        if (got == 0) {
          break;
        }
        quota.addBytes(got);
        kernel.write(to, buffer, 0, got);
        left -= got;
      }
      start = nextData(from, end, size);
    }
    kernel.truncate(to, size);
  }

  /** Where the next data begins; the size of the file if nothing but a hole is left. */
  private long nextData(Descriptor from, long position, long size) {
    if (position >= size) {
      return size;
    }
    try {
      return kernel.seek(from, position, Seek.DATA);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENXIO)) {
        return size;
      }
      throw e;
    }
  }

  private void copySymlink(LowerTrees.Other source, OpenDirectory parent) {
    kernel.symlink(kernel.readlink(source.directory(), source.name()), parent.fd(), source.name());
    attributes.completeSymlink(parent, source.name(), read(source, EntryType.SYMLINK));
  }

  private void copyNode(LowerTrees.Other source, OpenDirectory parent) {
    FileStatus status = source.status();
    kernel.mknod(parent.fd(), source.name(), status.mode(), status.rdevMajor(), status.rdevMinor());
    attributes.completeNode(parent, source.name(), read(source, EntryType.FIFO));
  }

  private Attributes read(LowerTrees.Other source, EntryType type) {
    try (Fd file = kernel.open(source.directory(), source.name(), O.PATH | O.NOFOLLOW, 0)) {
      return originals.read(file, source.status(), type);
    }
  }
}
