package io.jcontainer.images.testing;

import io.jcontainer.Digest;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in a directory: a line for each file, {@code f 0644 1000:1000 "hello"} and so on, by its
 * path. The root is {@code "."}.
 */
public final class Listing {
  private static final Kernel KERNEL = new LinuxKernel();
  private static final int SHOWN = 40;

  private final boolean full;
  private final Map<String, String> lines = new TreeMap<>();
  private final Map<Long, String> firstNames = new TreeMap<>();

  private Listing(boolean full) {
    this.full = full;
  }

  /** Types, modes, owners, link targets and contents. */
  public static Map<String, String> of(Path root) {
    return of(root, false);
  }

  /** The same with times, attributes and which names are of one file. */
  public static Map<String, String> full(Path root) {
    return of(root, true);
  }

  /** The same of an open directory. */
  public static Map<String, String> full(Descriptor root) {
    return of(root, true);
  }

  private static Map<String, String> of(Path root, boolean full) {
    try (Fd fd = KERNEL.open(Descriptor.CWD, root.toString(), O.RDONLY | O.DIRECTORY, 0)) {
      return of(fd, full);
    }
  }

  private static Map<String, String> of(Descriptor root, boolean full) {
    Listing listing = new Listing(full);
    try (Fd fd = KERNEL.open(root, ".", O.RDONLY | O.DIRECTORY, 0)) {
      listing.lines.put(".", listing.line(fd, ".", "."));
      listing.list(fd, "");
    }
    return listing.lines;
  }

  private void list(Fd directory, String prefix) {
    List<DirectoryEntry> entries = new ArrayList<>(KERNEL.list(directory));
    entries.sort(Comparator.comparing(DirectoryEntry::name));
    for (DirectoryEntry entry : entries) {
      String path = prefix + entry.name();
      lines.put(path, line(directory, entry.name(), path));
      if (entry.isDirectory()) {
        try (Fd child = KERNEL.open(directory, entry.name(), O.RDONLY | O.DIRECTORY, 0)) {
          list(child, path + "/");
        }
      }
    }
  }

  private String line(Fd directory, String name, String path) {
    FileStatus status = KERNEL.stat(directory, name, At.SYMLINK_NOFOLLOW);
    String owner = " " + status.uid() + ":" + status.gid();
    String mode = String.format(" %04o", status.mode() & Mode.PERMISSIONS) + owner;
    String line =
        switch (status.mode() & Mode.S_IFMT) {
          case Mode.S_IFREG -> "f" + mode + " " + content(directory, name, status);
          case Mode.S_IFDIR -> "d" + mode;
          case Mode.S_IFLNK -> "l" + owner + " " + KERNEL.readlink(directory, name);
          case Mode.S_IFCHR -> "c" + mode + " " + status.rdevMajor() + ":" + status.rdevMinor();
          case Mode.S_IFBLK -> "b" + mode + " " + status.rdevMajor() + ":" + status.rdevMinor();
          case Mode.S_IFIFO -> "p" + mode;
          default -> "?" + mode;
        };
    return full ? line + more(directory, name, path, status) : line;
  }

  private String more(Fd directory, String name, String path, FileStatus status) {
    StringBuilder more = new StringBuilder();
    if (!status.isDirectory()) {
      more.append(" @").append(status.modifySeconds()).append('.').append(status.modifyNanos());
      String first = firstNames.putIfAbsent(status.inode(), path);
      more.append(first == null ? "" : " = " + first);
    }
    try (Fd file = KERNEL.open(directory, name, O.PATH | O.NOFOLLOW, 0)) {
      xattrs(file)
          .forEach(
              (key, value) -> {
                if (!key.startsWith("trusted.overlay.")) {
                  more.append(' ').append(key).append('=').append(HexFormat.of().formatHex(value));
                }
              });
    }
    return more.toString();
  }

  private static String content(Fd directory, String name, FileStatus status) {
    if (status.size() > 1L << 30) {
      return status.size() + " bytes";
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try (Fd file = KERNEL.open(directory, name, O.RDONLY, 0)) {
      for (int got = KERNEL.read(file, buffer, 0, buffer.length);
          got > 0;
          got = KERNEL.read(file, buffer, 0, buffer.length)) {
        content.write(buffer, 0, got);
      }
    }
    byte[] bytes = content.toByteArray();
    return bytes.length > SHOWN
        ? bytes.length + " bytes of " + Digest.sha256(bytes)
        : '"' + Tar.text(bytes, bytes.length) + '"';
  }

  /** Extended attributes by name. */
  public static Map<String, byte[]> xattrs(Path path) {
    try (Fd file = KERNEL.open(Descriptor.CWD, path.toString(), O.PATH | O.NOFOLLOW, 0)) {
      return xattrs(file);
    }
  }

  private static Map<String, byte[]> xattrs(Fd file) {
    Map<String, byte[]> xattrs = new TreeMap<>();
    for (String name : KERNEL.listXattrs(file)) {
      xattrs.put(name, KERNEL.getXattr(file, name));
    }
    return xattrs;
  }

  /** What a file is, links not followed. */
  public static FileStatus status(Path path) {
    return KERNEL.stat(Descriptor.CWD, path.toString(), At.SYMLINK_NOFOLLOW);
  }
}
