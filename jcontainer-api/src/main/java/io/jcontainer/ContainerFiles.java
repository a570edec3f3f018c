package io.jcontainer;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a container: before it starts, while it runs, paused, and after its end, until it is
 * removed. Safe for use by many threads.
 *
 * <p>Every path is absolute and resolved as the container would ({@code openat2(2)}
 * RESOLVE_IN_ROOT): links inside lead nowhere else, whatever processes in the container do
 * meanwhile. Only regular files, directories and symbolic links are touched; a FIFO or device is
 * never opened. What the container itself has mounted, and {@code /proc}, {@code /sys} and {@code
 * /dev}, are not entered. Nothing of the container is executed, and no file is held in memory.
 *
 * <p>Before the start and after the end of a container, a path beneath one of its mounts means the
 * mount if it is written so; a symbolic link into a mount then leads beneath it instead.
 *
 * <p>Operations throw {@link ContainerFileException} when a file cannot be read or written, and
 * {@link ContainerStateException} while the container is starting and after it was removed. A
 * thread that is interrupted ends its copy with a {@link ContainerFileException} and stays
 * interrupted.
 */
public interface ContainerFiles {
  /**
   * Copies into the container. The target names the result itself, never a directory to put it in:
   * a file is made new and replaces what file or link has that name in one step ({@code
   * rename(2)}); a directory is merged into one that exists. Missing parent directories are made
   * with mode 0755 and the owner of what is copied. In a tree, names of one file are names of one
   * file in the copy, too, and extended attributes of users are kept ({@code xattr(7)}, {@code
   * user.*}).
   *
   * @param target absolute path inside the container
   */
  CopyReport copyTo(CopySource source, String target, CopyOptions options);

  /** The same with {@link CopyOptions#defaults()}. */
  default CopyReport copyTo(CopySource source, String target) {
    return copyTo(source, target, CopyOptions.defaults());
  }

  /**
   * Copies a file or directory tree of the container to the host. The target names the result
   * itself; its parent directory exists. A last part of the source that is a link is followed
   * inside the container; links further down are copied as they are written, and may point
   * anywhere. Set-user-id and set-group-id bits are not copied. Hard links and attributes are kept
   * as on the way in.
   *
   * @param source absolute path inside the container
   */
  CopyReport copyFrom(String source, Path target, CopyOptions options);

  /** The same with {@link CopyOptions#defaults()}. */
  default CopyReport copyFrom(String source, Path target) {
    return copyFrom(source, target, CopyOptions.defaults());
  }

  /**
   * Opens a regular file for reading. The stream holds a descriptor until it is closed, also when
   * the container ends; it must be closed.
   *
   * @param path absolute path inside the container
   */
  InputStream read(String path);

  /**
   * The bytes of a regular file.
   *
   * @param path absolute path inside the container
   * @param most a larger file is refused
   */
  byte[] readBytes(String path, ByteSize most);

  /**
   * What a path leads to. A last part that is a link is not followed.
   *
   * @param path absolute path inside the container
   */
  FileInfo stat(String path);

  /** Whether there is something at the path. A link counts, wherever it leads. */
  boolean exists(String path);

  /**
   * The entries of a directory, sorted by name. More than 100,000 are refused.
   *
   * @param path absolute path inside the container
   */
  List<FileInfo> list(String path);

  /**
   * What the container has changed in its root file system, sorted by path. What lies in mounts,
   * and the three files that the engine writes ({@code /etc/hostname}, {@code hosts}, {@code
   * resolv.conf}), are not told. More than 100,000 changes are refused.
   */
  List<FileChange> diff();

  /** What is used of the disk limit; empty if the container has none. */
  Optional<DiskUsage> diskUsage();

  /**
   * How full the file system is that a path leads to: that of a tmpfs, say, or the disk that a
   * volume is on.
   *
   * @param path absolute path inside the container
   */
  DiskUsage diskUsage(String path);

  /**
   * Writes a file or directory tree as a tar stream (POSIX pax format), owners as inside the
   * container. Mounts beneath the path are left out. Hard links stay links, holes stay holes (GNU
   * sparse format 1.0), and extended attributes of users are kept (as GNU tar does with {@code
   * --xattrs}). The stream is written on the calling thread and not closed.
   *
   * @param path absolute path inside the container; entries are named relative to it, {@code .}
   *     first
   */
  CopyReport archive(String path, OutputStream tar);

  /**
   * Writes the root file system as a tar stream, as {@link #archive} does of {@code /}: the image
   * with the container's changes, without what is mounted into it.
   */
  default CopyReport export(OutputStream tar) {
    return archive("/", tar);
  }
}
