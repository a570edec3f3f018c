package io.jcontainer.kernel;

/**
 * Opening, reading and writing files. Paths are Strings in which bytes that are not UTF-8 are kept
 * as {@link PathBytes} describes; a path with NUL is refused before the call.
 */
public interface FileCalls {
  /** {@code openat(2)}; O_CLOEXEC is always added. */
  Fd open(Descriptor directory, String path, int flags, int mode);

  /** {@code openat2(2)} (since Linux 5.6); O_CLOEXEC is always added. */
  Fd openResolved(Descriptor directory, String path, int flags, int mode, long resolve);

  /**
   * {@code read(2)}: how many bytes came, 128 KiB at most, 0 at the end. EAGAIN is thrown as any
   * error.
   */
  int read(Descriptor file, byte[] buffer, int offset, int length);

  /**
   * {@code write(2)} once: how many bytes were taken, 128 KiB at most. EAGAIN is thrown as any
   * error, and nothing was taken then.
   */
  int writeOnce(Descriptor file, byte[] buffer, int offset, int length);

  /** {@code write(2)}, repeated until all is written. */
  void write(Descriptor file, byte[] buffer, int offset, int length);

  /** {@code lseek(2)}: the new offset. */
  long seek(Descriptor file, long offset, int whence);

  /** {@code ftruncate(2)}. */
  void truncate(Descriptor file, long size);

  /** {@code fsync(2)}. */
  void fsync(Descriptor file);

  /** {@code syncfs(2)} of the file system that holds the file. */
  void syncfs(Descriptor file);

  /** {@code fstatfs(2)}. */
  FileSystemUsage statfs(Descriptor file);

  /** {@code flock(2)}: false if LOCK_NB was asked and somebody else holds the lock. */
  boolean flock(Descriptor file, int operation);

  /** {@code memfd_create(2)} with MFD_CLOEXEC added. */
  Fd memfd(String name, int flags);

  /** {@code fcntl(2)} F_SETFL: O_NONBLOCK and its like, of the open file description. */
  void setStatusFlags(Descriptor file, int flags);

  /** {@code fcntl(2)} F_ADD_SEALS. */
  void addSeals(Descriptor memfd, int seals);

  /** {@code ioctl(2)} whose argument is a number or absent. */
  long ioctl(Descriptor file, long request, long argument);

  /** {@code ioctl(2)} whose argument is a structure: these bytes, which the kernel may change. */
  long ioctl(Descriptor file, long request, byte[] structure);

  /** {@code fstatfs(2)}: the magic number of the file system, of {@code linux/magic.h}. */
  long fileSystemMagic(Descriptor file);
}
