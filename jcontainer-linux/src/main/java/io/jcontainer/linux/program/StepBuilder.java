package io.jcontainer.linux.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step whose surroundings are still being written. Unless told otherwise its result is dropped, a
 * negative result is a fault, and zero and positive results go on with the next step.
 */
public final class StepBuilder {
  private final String name;
  private final Operation operation;
  private final List<Arg> arguments;
  private @Nullable Cell result;
  private Target negative = Target.FAULT;
  private Target zero = Target.NEXT;
  private Target positive = Target.NEXT;
  private boolean retried;

  StepBuilder(String name, Operation operation, List<Arg> arguments) {
    this.name = name;
    this.operation = operation;
    this.arguments = arguments;
  }

  /** Stores the result, a failed call's negative errno too. */
  public StepBuilder into(Cell cell) {
    result = cell;
    return this;
  }

  /** Where a negative result goes: a failed call's is its errno's negative. */
  public StepBuilder onNegative(Target target) {
    negative = target;
    return this;
  }

  /** Where zero goes. */
  public StepBuilder onZero(Target target) {
    zero = target;
    return this;
  }

  /** Where a positive result goes. */
  public StepBuilder onPositive(Target target) {
    positive = target;
    return this;
  }

  /** Goes on with the next step whatever the result. */
  public StepBuilder tolerated() {
    return onNegative(Target.NEXT).onZero(Target.NEXT).onPositive(Target.NEXT);
  }

  /**
   * Repeats the call when it fails with EINTR. The helper has no signal handler, so that the kernel
   * itself restarts most calls; some return EINTR even so when the process is stopped and
   * continued, or frozen ({@code signal(7)}).
   */
  public StepBuilder retriedWhenInterrupted() {
    retried = true;
    return this;
  }

  String name() {
    return name;
  }

  boolean isRetried() {
    return retried;
  }

  Target negative() {
    return negative;
  }

  Step finish(int negativeIndex, int zeroIndex, int positiveIndex) {
    return new Step(name, operation, arguments, result, negativeIndex, zeroIndex, positiveIndex);
  }

  Target zero() {
    return zero;
  }

  Target positive() {
    return positive;
  }
}
