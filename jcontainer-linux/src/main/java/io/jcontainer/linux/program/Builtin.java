package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;
import java.util.Locale;

/**
 * An operation of the interpreter itself. Its number has bit 31 set, which no system call has. The
 * sign of its result decides the branch, as with a system call; so a subtraction compares.
 */
public enum Builtin implements Operation {
  /**
   * Goes on with the program at the first argument's address, whose length must be the second
   * argument, if its header and checksum are right; otherwise the result is -EBADMSG and nothing of
   * it has run.
   */
  ENTER(0),
  /** The sum of two arguments. */
  ADD(1),
  /** The first argument less the second. */
  SUBTRACT(2),
  /** The bits set in both arguments. */
  AND(3),
  /** The bits set in exactly one argument: zero if and only if they are equal. */
  XOR(4),
  /** Ends the process with an illegal instruction (SIGILL). */
  TRAP(5);

  private static final int BIT = 1 << 31;

  private final int number;

  Builtin(int number) {
    this.number = number;
  }

  @Override
  public int number(Architecture architecture) {
    return BIT | number;
  }

  @Override
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
