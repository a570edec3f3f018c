package io.jcontainer.linux.files;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerFileException;
import io.jcontainer.FileInfo;
import io.jcontainer.FileType;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells what files of a container are, without opening them. */
final class Looking {
  private static final int MOST_ENTRIES = 100_000;
  private static final int PERMISSIONS = 07777;

  private final Kernel kernel;
  private final Owners owners;

  Looking(Kernel kernel, Owners owners) {
    this.kernel = kernel;
    this.owners = owners;
  }

  FileInfo at(ContainerView view, String path) {
    try (Fd found = view.openItself(path)) {
      return info(path.substring(path.lastIndexOf('/') + 1), found);
    }
  }

  List<FileInfo> in(ContainerView view, String path) {
    List<FileInfo> all = new ArrayList<>();
    try (Fd found = view.open(path)) {
      view.admittedStatus(found, path);
      try (Fd listing = Reopen.directory(kernel, found)) {
        List<DirectoryEntry> some = kernel.listNext(listing);
        while (!some.isEmpty()) {
          some.forEach(entry -> entry(listing, entry.name()).ifPresent(all::add));
          if (all.size() > MOST_ENTRIES) {
            throw new ContainerFileException(
                path, path + " has more than " + MOST_ENTRIES + " entries: copy it instead", null);
          }
          some = kernel.listNext(listing);
        }
      }
    }
    all.sort(Comparator.comparing(FileInfo::name));
    return all;
  }

  /** Empty if it vanished meanwhile. */
  private Optional<FileInfo> entry(Descriptor directory, String name) {
    try (Fd found = kernel.open(directory, name, O.PATH | O.NOFOLLOW, 0)) {
      return Optional.of(info(name, found));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private FileInfo info(String name, Descriptor found) {
    FileStatus status = kernel.stat(found, "", At.EMPTY_PATH);
    return new FileInfo(
        name,
        type(status),
        status.mode() & PERMISSIONS,
        owners.inside(status.uid()),
        owners.inside(status.gid()),
        ByteSize.ofBytes(status.size()),
        Instant.ofEpochSecond(status.modifySeconds(), status.modifyNanos()),
        status.isSymlink() ? Optional.of(kernel.readlink(found, "")) : Optional.empty());
  }

  private static FileType type(FileStatus status) {
    if (status.isRegular()) {
      return FileType.REGULAR;
    }
    if (status.isDirectory()) {
      return FileType.DIRECTORY;
    }
    return status.isSymlink() ? FileType.SYMLINK : FileType.SPECIAL;
  }
}
