package io.jcontainer.kernel;

/** A system call that failed: the call with its arguments in words, and the errno. */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  /**
   * A failed call.
   *
   * @param call such as {@code openat(fd 7, "etc/passwd", O_RDONLY|O_NOFOLLOW)}
   * @param errno why
   */
  public KernelException(String call, Errno errno) {
    super(call + ": " + errno.name() + " (" + errno.text() + ")");
    this.errno = errno;
  }

  /**
   * A failed call of which more is known than its errno.
   *
   * @param call such as {@code fsconfig(fd 7, FSCONFIG_CMD_CREATE)}
   * @param errno why
   * @param detail what the kernel said besides, such as the log of a file system context
   */
  public KernelException(String call, Errno errno, String detail) {
    super(call + ": " + errno.name() + " (" + errno.text() + "): " + detail);
    this.errno = errno;
  }

  /** Why the call failed. */
  public Errno errno() {
    return errno;
  }
}
