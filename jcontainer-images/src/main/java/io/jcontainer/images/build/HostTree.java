package io.jcontainer.images.build;

import io.jcontainer.EntryAttributes;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerEntry;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads directories of the host by descriptor, name by name, and follows no link but one that was
 * named as the root of a tree.
 */
record HostTree(Kernel kernel) {
  private static final int DIRECTORY = O.RDONLY | O.DIRECTORY;
  private static final int FILE = O.RDONLY | O.NOCTTY | O.NONBLOCK;

  /**
   * An open directory.
   *
   * @param attributes for all that is in it
   * @param path on the host, for messages
   */
  record Place(Fd directory, FileStatus status, EntryAttributes attributes, String path)
      implements AutoCloseable {
    @Override
    public void close() {
      directory.close();
    }
  }

  /**
   * A name in an open directory.
   *
   * @param path on the host, for messages
   */
  record Found(Place parent, String name, FileStatus status, String path) {}

  /** The root of a tree. */
  Place open(LayerEntry.Tree tree) {
    String path = tree.directory().toString();
    return place(Descriptor.CWD, path, DIRECTORY, tree.attributes(), path);
  }

  /** A directory in another one. */
  Place open(Found found) {
    Place parent = found.parent();
    return place(
        parent.directory(),
        found.name(),
        DIRECTORY | O.NOFOLLOW,
        parent.attributes(),
        found.path());
  }

  private Place place(
      Descriptor parent, String name, int flags, EntryAttributes attributes, String path) {
    return reading(
        path,
        () -> {
          Fd directory = kernel.open(parent, name, flags, 0);
          try {
            FileStatus status = kernel.stat(directory, "", At.EMPTY_PATH);
            return new Place(directory, status, attributes, path);
          } catch (KernelException e) {
            directory.close();
            throw e;
          }
        });
  }

  /** The names in a directory. */
  List<String> names(Place place) {
    return reading(
        place.path(),
        () -> kernel.list(place.directory()).stream().map(DirectoryEntry::name).toList());
  }

  /** What a name of a directory is. */
  Found find(Place parent, String name) {
    String path = (parent.path().equals("/") ? "" : parent.path()) + "/" + name;
    FileStatus status =
        reading(path, () -> kernel.stat(parent.directory(), name, At.SYMLINK_NOFOLLOW));
    return new Found(parent, name, status, path);
  }

  /** Where a symbolic link leads. */
  String target(Found link) {
    return reading(link.path(), () -> kernel.readlink(link.parent().directory(), link.name()));
  }

  /** A regular file, open for reading. */
  Fd file(Found file) {
    return reading(
        file.path(),
        () -> kernel.open(file.parent().directory(), file.name(), FILE | O.NOFOLLOW, 0));
  }

  /** A file that was named, or what a link there leads to. */
  Fd file(String path) {
    return reading(path, () -> kernel.open(Descriptor.CWD, path, FILE, 0));
  }

  /** What a path leads to. */
  FileStatus status(String path) {
    return reading(path, () -> kernel.stat(Descriptor.CWD, path, 0));
  }

  /** What an open file is. */
  FileStatus status(Fd file, String path) {
    return reading(path, () -> kernel.stat(file, "", At.EMPTY_PATH));
  }

  private static <T> T reading(String path, Supplier<T> work) {
    try {
      return work.get();
    } catch (KernelException e) {
      throw unreadable(path, e);
    }
  }

  /** The error for something of the host that could not be read. */
  static InvalidSpecException unreadable(String path, KernelException e) {
    Errno errno = e.errno();
    String why = errno.name() + " (" + errno.text() + "): ";
    String remedy =
        errno.equals(Errno.ENOENT)
            ? "it has to be there when the image is made"
            : errno.equals(Errno.ENOTDIR)
                ? "a tree is a directory: take LayerSpec.withFile for a file"
                : "it has to be readable by this process, and stay as it is meanwhile";
    return new InvalidSpecException(named(path), why + remedy, e);
  }

  /** A path of the host in messages. */
  static String named(String path) {
    return "\"" + path + "\" for a layer";
  }
}
