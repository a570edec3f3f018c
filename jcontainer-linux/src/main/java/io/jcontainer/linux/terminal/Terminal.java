package io.jcontainer.linux.terminal;

import io.jcontainer.TerminalSize;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.util.List;

/**
 * This JVM's end of a container's terminal. It came out of a namespace that the container may have
 * changed, so it is looked at before it is used: only the kernel's own device reads and writes
 * without ever making a thread of ours wait for the container.
 */
public final class Terminal implements AutoCloseable {
  /** How many descriptors of it are sent: to read, to write, and to set its size by. */
  public static final int DESCRIPTORS = 3;

  /** What the message says that it comes with; no process has such an id. */
  public static final long MESSAGE_MARK = -1;

  /**
   * {@code /dev/ptmx}, and {@code ptmx} of each devpts ({@code Documentation/admin-guide/devices}).
   */
  private static final int MASTER_MAJOR = 5;

  private static final int MASTER_MINOR = 2;

  private final Kernel kernel;
  private final List<Fd> ends;

  private Terminal(Kernel kernel, List<Fd> ends) {
    this.kernel = kernel;
    this.ends = ends;
  }

  /**
   * Takes over what was received, non-blocking from now on.
   *
   * @throws KernelException ENOTTY if it is anything else than the end of a terminal: it is closed
   */
  public static Terminal of(Kernel kernel, List<Fd> received) {
    try {
      if (received.size() != DESCRIPTORS) {
        throw new KernelException("receive the end of a terminal", Errno.ENOTTY);
      }
      for (Fd end : received) {
        check(kernel, end);
        kernel.setStatusFlags(end, O.NONBLOCK);
      }
      return new Terminal(kernel, List.copyOf(received));
    } catch (RuntimeException e) {
      received.forEach(Fd::close);
      throw e;
    }
  }

  private static void check(Kernel kernel, Fd end) {
    FileStatus status = kernel.stat(end, "", At.EMPTY_PATH);
    if (status.rdevMajor() != MASTER_MAJOR
        || status.rdevMinor() != MASTER_MINOR
        || kernel.fileSystemMagic(end) != TerminalSteps.DEVPTS_MAGIC) {
      throw new KernelException("take what the container has as a terminal", Errno.ENOTTY);
    }
  }

  /** What is read from; the caller's to close, too. */
  public Fd input() {
    return ends.get(0);
  }

  /** What is written to; the caller's to close, too. */
  public Fd output() {
    return ends.get(1);
  }

  /** Tells how large the window is; the foreground process group gets SIGWINCH if that is new. */
  public void resize(TerminalSize size) {
    byte[] window = {
      (byte) size.rows(),
      (byte) (size.rows() >>> 8),
      (byte) size.columns(),
      (byte) (size.columns() >>> 8),
      0,
      0,
      0,
      0
    };
    kernel.ioctl(ends.get(2), TerminalSteps.SET_SIZE, window);
  }

  /** Closes what is not read from: nothing will be told to the process any more. */
  public void closeAllButInput() {
    ends.subList(1, DESCRIPTORS).forEach(Fd::close);
  }

  /** Closes every descriptor: whoever still uses the terminal is hung up on. Idempotent. */
  @Override
  public void close() {
    ends.forEach(Fd::close);
  }
}
