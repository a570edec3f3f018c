package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;
import static io.jcontainer.kernel.SystemCalls.text;

import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.Statx;
import java.util.function.Supplier;

/** The calls of {@link TreeCalls} that change who a file belongs to and who may use it. */
final class LinuxOwnershipCalls {
  private static final long AS_IT_IS = -1;

  private final TreeWording words;

  LinuxOwnershipCalls(TreeWording words) {
    this.words = words;
  }

  void chown(Descriptor directory, String path, long uid, long gid, int atFlags) {
    int number = directory.number();
    Supplier<String> text = () -> words.chown(directory, path, uid, gid, atFlags);
    try (Frame frame = Frame.open()) {
      check(
          call(
              frame,
              SyscallNumber.FCHOWNAT,
              number,
              text(frame, path),
              uid == AS_IT_IS ? uid : SystemCalls.id(uid, text),
              gid == AS_IT_IS ? gid : SystemCalls.id(gid, text),
              atFlags),
          text);
    }
  }

  void chmod(Descriptor directory, String path, int mode, int atFlags) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      long name = text(frame, path);
      long result =
          atFlags == 0
              ? call(frame, SyscallNumber.FCHMODAT, number, name, mode)
              : call(frame, SyscallNumber.FCHMODAT2, number, name, mode, atFlags);
      if (result == -Errno.ENOSYS.number()) {
        result = chmodByLink(frame, number, path, mode, atFlags);
      }
      check(result, () -> words.chmod(directory, path, mode, atFlags));
    }
  }

  /**
   * What {@code fchmodat2(2)} does, for kernels before 6.6: the name is looked up once, into an
   * O_PATH descriptor, and the mode is changed through the link that /proc has for it.
   *
   * @return 0 or {@code -errno}
   */
  static long chmodByLink(Frame frame, int directory, String path, int mode, int atFlags) {
    if ((atFlags & ~(At.SYMLINK_NOFOLLOW | At.EMPTY_PATH)) != 0) {
      return -Errno.EINVAL.number();
    }
    boolean itself = path.isEmpty() && (atFlags & At.EMPTY_PATH) != 0;
    if (itself && directory != Descriptor.CWD.number()) {
      return chmodFile(frame, directory, mode);
    }
    int nofollow = (atFlags & At.SYMLINK_NOFOLLOW) == 0 ? 0 : O.NOFOLLOW;
    long name = text(frame, itself ? "." : path);
    int flags = O.PATH | O.CLOEXEC | nofollow;
    long file = call(frame, SyscallNumber.OPENAT, directory, name, flags);
    if (file < 0) {
      return file;
    }
    try {
      return chmodFile(frame, (int) file, mode);
    } finally {
      frame.syscall(SyscallNumber.CLOSE.here(), file, 0, 0, 0, 0, 0);
    }
  }

  /** A symbolic link itself is refused as by the call: only some file systems could do it. */
  private static long chmodFile(Frame frame, int file, int mode) {
    Statx statx = new Statx(frame);
    int mask = Statx.BASIC_STATS;
    long empty = text(frame, "");
    long result =
        call(frame, SyscallNumber.STATX, file, empty, At.EMPTY_PATH, mask, statx.address());
    if (result < 0) {
      return result;
    }
    if ((statx.mode() & Mode.S_IFMT) == Mode.S_IFLNK) {
      return -Errno.EOPNOTSUPP.number();
    }
    long link = text(frame, SystemCalls.link(file));
    return call(frame, SyscallNumber.FCHMODAT, Descriptor.CWD.number(), link, mode);
  }
}
