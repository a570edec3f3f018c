package io.jcontainer.kernel;

import java.util.List;

/** Making, changing and listing the entries of directories, beneath a directory descriptor. */
public interface TreeCalls {
  /** {@code statx(2)} of a path beneath a directory; {@code ""} with AT_EMPTY_PATH for itself. */
  FileStatus stat(Descriptor directory, String path, int atFlags);

  /** {@code mkdirat(2)}. */
  void mkdir(Descriptor directory, String path, int mode);

  /** {@code unlinkat(2)}; AT_REMOVEDIR removes a directory. */
  void unlink(Descriptor directory, String path, int atFlags);

  /** {@code renameat2(2)}. */
  void rename(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int renameFlags);

  /** {@code symlinkat(2)}. */
  void symlink(String target, Descriptor directory, String path);

  /** {@code readlinkat(2)}. */
  String readlink(Descriptor directory, String path);

  /** {@code linkat(2)}. */
  void link(Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int atFlags);

  /**
   * {@code mknodat(2)}; device numbers as in {@link FileStatus#rdevMajor}: a major of 12 bits and a
   * minor of 20, others are refused with EINVAL.
   */
  void mknod(Descriptor directory, String path, int mode, int major, int minor);

  /**
   * {@code fchownat(2)}; ids are 0 to 4294967294, -1 leaves one as it is. 4294967295, which the
   * kernel takes for -1, is refused with EINVAL.
   */
  void chown(Descriptor directory, String path, long uid, long gid, int atFlags);

  /**
   * {@code fchmodat2(2)} (since Linux 6.6); without it, AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH go
   * through the {@code /proc/self/fd} link of an O_PATH descriptor, never through the name again.
   */
  void chmod(Descriptor directory, String path, int mode, int atFlags);

  /**
   * {@code utimensat(2)}; times before 1970 are negative seconds with nanoseconds 0 to 999999999.
   */
  void setTimes(
      Descriptor directory,
      String path,
      long accessSeconds,
      int accessNanos,
      long modifySeconds,
      int modifyNanos,
      int atFlags);

  /**
   * {@code getdents64(2)} to the end, without {@code .} and {@code ..}; from the start each time.
   */
  List<DirectoryEntry> list(Descriptor directory);

  /**
   * {@code getdents64(2)} once, without {@code .} and {@code ..}: the entries that follow those of
   * the last call on this descriptor, some hundred at most; empty at the end.
   */
  List<DirectoryEntry> listNext(Descriptor directory);
}
