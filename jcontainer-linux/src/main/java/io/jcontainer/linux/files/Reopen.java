package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;

/**
 * Opens for use what was opened to be looked at: the same file, whatever its name leads to by now.
 */
final class Reopen {
  private Reopen() {}

  /** A directory, for listing, from its start. */
  static Fd directory(Kernel kernel, Descriptor found) {
    return kernel.open(found, ".", O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
  }

  /**
   * A regular file, for reading. The container may hold a lease on it ({@code fcntl(2)}
   * F_SETLEASE), which would block an open for as long as the host's {@code lease-break-time}; with
   * O_NONBLOCK it fails with EAGAIN instead.
   *
   * @param found an O_PATH descriptor that was seen to be a regular file
   */
  static Fd file(Kernel kernel, Descriptor found) {
    String link = "/proc/self/fd/" + found.number();
    return kernel.open(Descriptor.CWD, link, O.RDONLY | O.NONBLOCK | O.NOCTTY, 0);
  }
}
