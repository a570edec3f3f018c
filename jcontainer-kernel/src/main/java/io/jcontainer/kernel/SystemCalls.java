package io.jcontainer.kernel;

import io.jcontainer.kernel.ffi.Frame;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How every call is made: restarted if a signal interrupted it, and checked. */
final class SystemCalls {
  private static final long INTERRUPTED = -Errno.EINTR.number();

  private SystemCalls() {}

  static long call(Frame frame, SyscallNumber number) {
    return call(frame, number, 0, 0, 0, 0, 0, 0);
  }

  static long call(Frame frame, SyscallNumber number, long a) {
    return call(frame, number, a, 0, 0, 0, 0, 0);
  }

  static long call(Frame frame, SyscallNumber number, long a, long b) {
    return call(frame, number, a, b, 0, 0, 0, 0);
  }

  static long call(Frame frame, SyscallNumber number, long a, long b, long c) {
    return call(frame, number, a, b, c, 0, 0, 0);
  }

  static long call(Frame frame, SyscallNumber number, long a, long b, long c, long d) {
    return call(frame, number, a, b, c, d, 0, 0);
  }

  static long call(Frame frame, SyscallNumber number, long a, long b, long c, long d, long e) {
    return call(frame, number, a, b, c, d, e, 0);
  }

  /** The result, or {@code -errno}; never EINTR. */
  static long call(
      Frame frame, SyscallNumber number, long a, long b, long c, long d, long e, long f) {
    int here = number.here();
    return restarted(() -> frame.syscall(here, a, b, c, d, e, f));
  }

  /**
   * Makes a call again for as long as signals interrupt it. This is the only place that does: what
   * must not be made again ({@code close(2)}, after which the number may be somebody else's) goes
   * to the frame directly.
   */
  static long restarted(LongSupplier attempt) {
    long result;
    do {
      result = attempt.getAsLong();
    } while (result == INTERRUPTED);
    return result;
  }

  /** The result, unless it is an error. */
  static long check(long result, Supplier<String> call) {
    if (result < 0) {
      throw new KernelException(call.get(), Errno.ofResult(result));
    }
    return result;
  }

  /** The address of a name or path. */
  static long text(Frame frame, String text) {
    return frame.text(PathBytes.encode(text));
  }

  /**
   * The register for a user or group id: 0 to 4294967294.
   *
   * <p>4294967295 is not taken for -1, "leave as it is": an id from outside must not turn a change
   * into none.
   */
  static long id(long id, Supplier<String> call) {
    if (id < 0 || id >= 0xffff_ffffL) {
      throw new KernelException(call.get(), Errno.EINVAL, "no such id: " + id);
    }
    return id;
  }

  /** Where the kernel shows an open file as a link; following it needs no name. */
  static String link(int number) {
    return "/proc/self/fd/" + number;
  }
}
