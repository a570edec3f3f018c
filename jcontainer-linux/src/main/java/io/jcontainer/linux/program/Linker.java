package io.jcontainer.linux.program;

import io.jcontainer.kernel.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the end behind a program's steps and gives every target its index.
 *
 * <pre>
 * 0 … n-1   the steps as written
 * n         finish: exit_group(0)
 * n+1       report the fault (if there is a status pipe)
 * n+2       leave: exit_group({@value Program#FAULT_EXIT})
 * n+3       trap, should even that be forbidden: a helper never spins
 * …         for each step that is repeated when interrupted, the test whether it was
 * </pre>
 */
final class Linker {
  private final List<StepBuilder> written;
  private final List<Step> steps = new ArrayList<>();
  private final int fault;

  /**
   * A linker.
   *
   * @param report writes the fault report, or null if nobody reads one
   */
  Linker(List<StepBuilder> written, @Nullable StepBuilder report) {
    this.written = written;
    this.fault = written.size() + 1;
    int leave = report == null ? fault : fault + 1;
    int trap = leave + 1;
    int firstTest = trap + 1;
    int test = firstTest;
    for (int i = 0; i < written.size(); i++) {
      steps.add(link(written.get(i), i, written.get(i).isRetried() ? test++ : -1));
    }
    steps.add(exit("finish", 0).finish(leave, leave, leave));
    if (report != null) {
      steps.add(report.finish(leave, leave, leave));
    }
    steps.add(exit("leave", Program.FAULT_EXIT).finish(trap, trap, trap));
    steps.add(new StepBuilder("trap", Builtin.TRAP, List.of()).finish(trap, trap, trap));
    addTests();
  }

  /** All steps. */
  List<Step> steps() {
    return steps;
  }

  /** The index of the first step of the end that follows a fault. */
  int fault() {
    return fault;
  }

  /** The step that ends the process. */
  static StepBuilder exit(String name, int code) {
    return new StepBuilder(name, Sys.EXIT_GROUP, List.of(Arg.number(code)));
  }

  private Step link(StepBuilder step, int index, int test) {
    return step.finish(
        test < 0 ? index(step.negative(), index) : test,
        index(step.zero(), index),
        index(step.positive(), index));
  }

  /**
   * An interruption is told from a failure by an exclusive or: zero if the result was -EINTR. With
   * two negative numbers it is never negative, so the fault words keep the step that failed.
   */
  private void addTests() {
    for (int i = 0; i < written.size(); i++) {
      StepBuilder step = written.get(i);
      if (step.isRetried()) {
        int failed = index(step.negative(), i);
        steps.add(
            new StepBuilder(
                    step.name() + ": interrupted?",
                    Builtin.XOR,
                    List.of(Landmark.FAULT_RESULT.value(), Arg.number(-Errno.EINTR.number())))
                .finish(failed, i, failed));
      }
    }
  }

  private int index(Target target, int from) {
    return switch (target) {
      case Target.Flow.NEXT -> from + 1;
      case Target.Flow.FAULT -> fault;
      case Label label -> label.position();
    };
  }
}
