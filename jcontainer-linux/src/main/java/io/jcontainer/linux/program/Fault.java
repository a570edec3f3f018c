package io.jcontainer.linux.program;

import io.jcontainer.kernel.Errno;
import java.util.Optional;

/**
 * A step that failed.
 *
 * @param index of the step in its program
 * @param step what it was
 * @param result negative; a failed system call's is its errno's negative
 */
public record Fault(int index, Step step, long result) {
  private static final int MAX_ERRNO = 4095;

  /** Why the system call failed, unless the result is of another kind. */
  public Optional<Errno> errno() {
    return result < 0 && result >= -MAX_ERRNO
        ? Optional.of(new Errno((int) -result))
        : Optional.empty();
  }

  /**
   * The fault in words, such as {@code cannot mount proc on /proc: EPERM (operation not permitted)}
   * and, where the errno alone misleads, what it means there.
   */
  public String sentence() {
    String why =
        errno()
            .map(e -> e.name() + " (" + e.text() + ")" + Hints.of(step.operation(), e))
            .orElse("result " + result);
    return "cannot " + step.name() + ": " + why;
  }
}
