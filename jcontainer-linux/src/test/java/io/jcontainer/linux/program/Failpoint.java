package io.jcontainer.linux.program;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a process stop before a step of its program: it writes a byte to standard output and goes
 * on when standard input ends, as it does when nobody lives who could write to it.
 */
public final class Failpoint {
  /** Above the regions of programs and the heap that the kernel puts behind them. */
  private static final long MEMORY = 0x3000_0000L;

  private static final int PAGE = 4096;
  private static final int PROT_READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS_FIXED_NOREPLACE = 0x10_0022;
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int INSERTED = 3;

  private Failpoint() {}

  /**
   * The program with a stop before the step of that index; whatever led there leads to the stop.
   */
  public static Program before(Program program, int index) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < program.steps().size(); i++) {
      if (i == index) {
        stop(steps);
      }
      steps.add(moved(program.steps().get(i), index));
    }
    return new Program(program.name(), steps, program.data(), moved(program.fault(), index));
  }

  private static void stop(List<Step> steps) {
    add(
        steps,
        "map a page",
        Sys.MMAP,
        Arg.number(MEMORY),
        Arg.number(PAGE),
        Arg.number(PROT_READ_WRITE),
        Arg.number(PRIVATE_ANONYMOUS_FIXED_NOREPLACE),
        Arg.number(-1),
        Arg.number(0));
    add(steps, "say so", Sys.WRITE, Arg.number(STDOUT), Arg.number(MEMORY), Arg.number(1));
    add(steps, "stop", Sys.READ, Arg.number(STDIN), Arg.number(MEMORY), Arg.number(1));
  }

  /** A step that the next one follows, whatever becomes of it. */
  private static void add(List<Step> steps, String name, Sys call, Arg... arguments) {
    int next = steps.size() + 1;
    steps.add(new Step(name, call, List.of(arguments), null, next, next, next));
  }

  private static Step moved(Step step, int index) {
    return new Step(
        step.name(),
        step.operation(),
        step.arguments(),
        step.result(),
        moved(step.negative(), index),
        moved(step.zero(), index),
        moved(step.positive(), index));
  }

  private static int moved(int target, int index) {
    return target <= index ? target : target + INSERTED;
  }
}
