package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;

import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.PosixSpawn;
import io.jcontainer.kernel.ffi.SpawnActions;

/**
 * Which descriptors a new process gets: one, and nothing else of this JVM's.
 *
 * <p>The JDK opens its files, sockets and pipes without O_CLOEXEC, so an execve alone would pass
 * them all on. The new process therefore closes every descriptor but the control one. The
 * executable must still be open when it is executed and gone right after: it is opened anew, with
 * O_CLOEXEC, under the lowest free number (libc would otherwise move the descriptor with dup2, and
 * lose O_CLOEXEC). That is why both begin at the bottom: everything above them goes in one call,
 * and only then does the control descriptor take its number.
 */
final class Spawn {
  /** F_DUPFD_CLOEXEC of {@code linux/fcntl.h}. */
  private static final int DUPLICATE = 1030;

  /** The first number that the plan does not use on its way. */
  private static final int ABOVE = 3;

  private Spawn() {}

  /** The new process, or {@code -errno}. */
  static long spawn(Frame frame, int executable, int control, int controlNumber) {
    long high = call(frame, SyscallNumber.FCNTL, executable, DUPLICATE, ABOVE);
    if (high < 0) {
      return high;
    }
    int reopened = controlNumber == 1 ? 2 : 1;
    try (SpawnActions actions = SpawnActions.open(frame)) {
      int failed = plan(actions, (int) high, reopened, control, controlNumber);
      byte[] path = PathBytes.encode(SystemCalls.link(reopened));
      return failed != 0 ? failed : PosixSpawn.spawn(frame, path, actions);
    } finally {
      frame.syscall(SyscallNumber.CLOSE.here(), high, 0, 0, 0, 0, 0);
    }
  }

  /** The control descriptor goes to 0, the executable next to it, and the rest away. */
  private static int plan(
      SpawnActions actions, int executable, int reopened, int control, int controlNumber) {
    byte[] path = PathBytes.encode(SystemCalls.link(executable));
    int failed = actions.dup2(control, 0);
    if (failed == 0 && reopened == 2) {
      failed = actions.dup2(0, 1);
    }
    if (failed == 0) {
      failed = actions.close(reopened);
    }
    if (failed == 0) {
      failed = actions.open(reopened, path, O.RDONLY | O.CLOEXEC);
    }
    if (failed == 0) {
      failed = actions.closeFrom(reopened + 1);
    }
    if (failed == 0 && controlNumber > reopened) {
      failed = actions.dup2(0, controlNumber);
    }
    return failed == 0 && controlNumber != 0 ? actions.close(0) : failed;
  }
}
