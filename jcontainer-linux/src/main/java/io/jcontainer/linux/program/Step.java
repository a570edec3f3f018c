package io.jcontainer.linux.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a program and what follows it.
 *
 * @param name for people, as an order: {@code mount proc on /proc}
 * @param operation a system call or an operation of the interpreter
 * @param arguments at most six; those left out are zero
 * @param result where the result is stored, or null
 * @param negative index of the step that follows a negative result
 * @param zero index of the step that follows zero
 * @param positive index of the step that follows a positive result
 */
public record Step(
    String name,
    Operation operation,
    List<Arg> arguments,
    @Nullable Cell result,
    int negative,
    int zero,
    int positive) {
  static final int MAX_ARGUMENTS = 6;

  /** Refuses more arguments than registers. */
  public Step {
    arguments = List.copyOf(arguments);
    if (arguments.size() > MAX_ARGUMENTS) {
      throw new IllegalArgumentException(name + ": a system call has at most six arguments");
    }
  }
}
