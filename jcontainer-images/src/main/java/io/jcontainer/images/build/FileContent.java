package io.jcontainer.images.build;

import io.jcontainer.ByteSize;
import io.jcontainer.CopySource;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerEntry;
import io.jcontainer.images.build.HostTree.Found;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.StoreFailure;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seek;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Brings the content of files into a layer: of the host, or from what a program opens. */
final class FileContent {
  private static final int BUFFER = 128 << 10;

  /** Content of that many bytes is held in memory until its length is known; more is in a file. */
  private static final int SMALL = 1 << 20;

  private final Kernel kernel;
  private final ImageStore store;
  private final ByteSize most;
  private final LayerStream stream;
  private final HostTree host;
  private final byte[] buffer = new byte[BUFFER];

  FileContent(Kernel kernel, ImageStore store, ByteSize most, LayerStream stream) {
    this.kernel = kernel;
    this.store = store;
    this.most = most;
    this.stream = stream;
    this.host = new HostTree(kernel);
  }

  /** Writes a file that was asked for. */
  void write(LayerEntry.File file) {
    switch (file.source()) {
      case CopySource.HostPath(Path path) -> named(file, path.toString());
      case CopySource.Content content -> content(file, content);
      case CopySource.Tar tar -> throw new IllegalStateException("refused before: " + tar);
    }
  }

  /** Writes a regular file of a tree. */
  void write(String path, Found found) {
    try (Fd file = host.file(found)) {
      FileStatus status = host.status(file, found.path());
      requireRegular(status, found.path());
      EntryHeader header =
          EntryHeader.file(path, found.parent().attributes(), status).sized(status.size());
      copy(header, file, status.size(), found.path());
    }
  }

  private void named(LayerEntry.File asked, String path) {
    requireRegular(host.status(path), path);
    try (Fd file = host.file(path)) {
      FileStatus status = host.status(file, path);
      requireRegular(status, path);
      EntryHeader header =
          EntryHeader.file(asked.path(), asked.attributes(), status).sized(status.size());
      copy(header, file, status.size(), path);
    }
  }

  private static void requireRegular(FileStatus status, String path) {
    if (!status.isRegular()) {
      throw new InvalidSpecException(
          HostTree.named(path),
          "it is "
              + kind(status)
              + " and no file"
              + (status.isDirectory() ? ": take LayerSpec.withTree" : ": leave it out"));
    }
  }

  /** What something is, for people. */
  static String kind(FileStatus status) {
    return switch (status.mode() & Mode.S_IFMT) {
      case Mode.S_IFDIR -> "a directory";
      case Mode.S_IFREG -> "a file";
      case Mode.S_IFLNK -> "a symbolic link";
      case Mode.S_IFSOCK -> "a socket";
      case Mode.S_IFIFO -> "a FIFO";
      default -> "a device";
    };
  }

  private void copy(EntryHeader header, Fd file, long size, String path) {
    stream.header(header);
    long left = size;
    while (left > 0) {
      int count = read(file, (int) Math.min(left, BUFFER), path);
      if (count == 0) {
        throw changed(path);
      }
      stream.content(buffer, count);
      left -= count;
    }
    if (read(file, 1, path) > 0) {
      throw changed(path);
    }
    stream.endContent(size);
  }

  private int read(Fd file, int length, String path) {
    try {
      return kernel.read(file, buffer, 0, length);
    } catch (KernelException e) {
      throw HostTree.unreadable(path, e);
    }
  }

  private static InvalidSpecException changed(String path) {
    return new InvalidSpecException(
        HostTree.named(path),
        "its size changed while it was read: have nobody write to it meanwhile, or copy it first");
  }

  private void content(LayerEntry.File file, CopySource.Content content) {
    try (InputStream in = content.opener().open()) {
      byte[] start = in.readNBytes(SMALL);
      if (start.length < SMALL) {
        stream.header(EntryHeader.made(file).sized(start.length));
        stream.content(start, start.length);
        stream.endContent(start.length);
      } else {
        large(file, start, in);
      }
    } catch (IOException e) {
      throw new InvalidSpecException(
          "content of " + file.path() + " for a layer",
          "reading " + content.description() + " failed: " + e.getMessage(),
          e);
    }
  }

  /** The length comes before the content, so all of it has to be seen first. */
  private void large(LayerEntry.File file, byte[] start, InputStream in) throws IOException {
    Path scratch = store.scratchFile();
    try (Fd copy = openScratch(scratch)) {
      keep(copy, start, start.length);
      long size = start.length;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        size += count;
        if (size > most.bytes()) {
          throw new InvalidImageException(
              "content of " + file.path() + " for a layer",
              "it has more than " + most + ": see Config.withImageLimits",
              null);
        }
        keep(copy, buffer, count);
      }
      kernel.seek(copy, 0, Seek.SET);
      copy(EntryHeader.made(file).sized(size), copy, size, scratch.toString());
    } finally {
      store.removeScratchFile(scratch);
    }
  }

  private Fd openScratch(Path scratch) {
    try {
      return kernel.open(Descriptor.CWD, scratch.toString(), O.RDWR | O.NOFOLLOW, 0);
    } catch (KernelException e) {
      throw StoreFailure.of("cannot open a file of the store", e);
    }
  }

  private void keep(Fd copy, byte[] bytes, int count) {
    try {
      kernel.write(copy, bytes, 0, count);
    } catch (KernelException e) {
      throw StoreFailure.of("cannot write the content of a file into the store", e);
    }
  }
}
