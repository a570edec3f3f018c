package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;
import static io.jcontainer.kernel.SystemCalls.text;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.DirectoryBuffer;
import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.Statx;
import io.jcontainer.kernel.ffi.Timespecs;
import java.util.ArrayList;
import java.util.List;

/** {@link TreeCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxTreeCalls extends Kernel {
  /** PATH_MAX: no link is longer. */
  int LONGEST_LINK = 4096;

  TreeWording WORDS = new TreeWording(new Wording());
  LinuxOwnershipCalls OWNERSHIP = new LinuxOwnershipCalls(WORDS);

  @Override
  default FileStatus stat(Descriptor directory, String path, int atFlags) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      Statx statx = new Statx(frame);
      long result =
          call(
              frame,
              SyscallNumber.STATX,
              number,
              text(frame, path),
              atFlags,
              Statx.BASIC_STATS | Statx.MNT_ID | Statx.MNT_ID_UNIQUE,
              statx.address());
      check(result, () -> WORDS.stat(directory, path, atFlags));
      return status(statx);
    }
  }

  private static FileStatus status(Statx statx) {
    return new FileStatus(
        statx.mode(),
        statx.uid(),
        statx.gid(),
        statx.size(),
        statx.links(),
        statx.inode(),
        (long) statx.deviceMajor() << 32 | Integer.toUnsignedLong(statx.deviceMinor()),
        statx.rdevMajor(),
        statx.rdevMinor(),
        statx.modifySeconds(),
        statx.modifyNanos(),
        statx.mountId());
  }

  @Override
  default void mkdir(Descriptor directory, String path, int mode) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.MKDIRAT, number, text(frame, path), mode),
          () -> WORDS.mkdir(directory, path, mode));
    }
  }

  @Override
  default void unlink(Descriptor directory, String path, int atFlags) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.UNLINKAT, number, text(frame, path), atFlags),
          () -> WORDS.unlink(directory, path, atFlags));
    }
  }

  @Override
  default void rename(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int renameFlags) {
    int source = fromDirectory.number();
    int target = toDirectory.number();
    try (Frame frame = Frame.open()) {
      check(
          call(
              frame,
              SyscallNumber.RENAMEAT2,
              source,
              text(frame, from),
              target,
              text(frame, to),
              renameFlags),
          () -> WORDS.rename(fromDirectory, from, toDirectory, to, renameFlags));
    }
  }

  @Override
  default void symlink(String target, Descriptor directory, String path) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.SYMLINKAT, text(frame, target), number, text(frame, path)),
          () -> WORDS.symlink(target, directory, path));
    }
  }

  @Override
  default String readlink(Descriptor directory, String path) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      Buffer target = frame.buffer(LONGEST_LINK);
      long length =
          call(
              frame,
              SyscallNumber.READLINKAT,
              number,
              text(frame, path),
              target.address(),
              target.size());
      check(length, () -> WORDS.readlink(directory, path));
      return PathBytes.decode(target.bytes((int) length));
    }
  }

  @Override
  default void link(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int atFlags) {
    int source = fromDirectory.number();
    int target = toDirectory.number();
    try (Frame frame = Frame.open()) {
      check(
          call(
              frame,
              SyscallNumber.LINKAT,
              source,
              text(frame, from),
              target,
              text(frame, to),
              atFlags),
          () -> WORDS.link(fromDirectory, from, toDirectory, to, atFlags));
    }
  }

  @Override
  default void mknod(Descriptor directory, String path, int mode, int major, int minor) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      long device = DeviceNumber.encode(major, minor);
      check(
          call(frame, SyscallNumber.MKNODAT, number, text(frame, path), mode, device),
          () -> WORDS.mknod(directory, path, mode, major, minor));
    }
  }

  @Override
  default void chown(Descriptor directory, String path, long uid, long gid, int atFlags) {
    OWNERSHIP.chown(directory, path, uid, gid, atFlags);
  }

  @Override
  default void chmod(Descriptor directory, String path, int mode, int atFlags) {
    OWNERSHIP.chmod(directory, path, mode, atFlags);
  }

  @Override
  default void setTimes(
      Descriptor directory,
      String path,
      long accessSeconds,
      int accessNanos,
      long modifySeconds,
      int modifyNanos,
      int atFlags) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      Timespecs times =
          new Timespecs(frame, accessSeconds, accessNanos, modifySeconds, modifyNanos);
      check(
          call(frame, SyscallNumber.UTIMENSAT, number, text(frame, path), times.address(), atFlags),
          () ->
              WORDS.setTimes(
                  directory,
                  path,
                  accessSeconds,
                  accessNanos,
                  modifySeconds,
                  modifyNanos,
                  atFlags));
    }
  }

  @Override
  default List<DirectoryEntry> list(Descriptor directory) {
    List<DirectoryEntry> entries = new ArrayList<>();
    try (Frame frame = Frame.open()) {
      int number = directory.number();
      check(call(frame, SyscallNumber.LSEEK, number, 0, Seek.SET), () -> WORDS.list(directory));
      DirectoryBuffer buffer = new DirectoryBuffer(frame);
      while (fill(frame, directory, buffer)) {
        drain(buffer, entries);
      }
    }
    return entries;
  }

  @Override
  default List<DirectoryEntry> listNext(Descriptor directory) {
    List<DirectoryEntry> entries = new ArrayList<>();
    try (Frame frame = Frame.open()) {
      DirectoryBuffer buffer = new DirectoryBuffer(frame);
      while (entries.isEmpty() && fill(frame, directory, buffer)) {
        drain(buffer, entries);
      }
    }
    return entries;
  }

  private static void drain(DirectoryBuffer buffer, List<DirectoryEntry> entries) {
    while (buffer.next()) {
      String name = PathBytes.decode(buffer.name());
      if (!name.equals(".") && !name.equals("..")) {
        entries.add(new DirectoryEntry(name, buffer.type(), buffer.inode()));
      }
    }
  }

  private boolean fill(Frame frame, Descriptor directory, DirectoryBuffer buffer) {
    long count =
        call(frame, SyscallNumber.GETDENTS64, directory.number(), buffer.address(), buffer.size());
    check(count, () -> WORDS.list(directory));
    buffer.filled(count);
    return count > 0;
  }
}
