package io.jcontainer.linux.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a program note the time before each of its steps, in memory that it shares with whoever
 * holds the descriptor: also across {@code clone}, up to {@code execve}. The steps themselves stay
 * as they are.
 *
 * <p>Each note is one {@code clock_gettime(2)}, some tenths of a microsecond that are counted to
 * the step before it. Its clock is {@link System#nanoTime}'s.
 */
public final class Stopwatch {
  private static final int CLOCK_MONOTONIC = 1;
  private static final int TIMESPEC = 16;

  /** Above the regions of programs and the heap that the kernel puts behind them. */
  private static final long MEMORY = 0x3000_0000L;

  /** Between the memories of programs that one process carries out. */
  private static final long APART = 0x10_0000L;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int MAP_FIXED_NOREPLACE = 0x10_0000;

  private Stopwatch() {}

  /** Bytes of the memory that the timed form of a program shares. */
  public static int size(Program program) {
    return TIMESPEC * program.steps().size();
  }

  /**
   * The timed form of a program.
   *
   * @param descriptor number, in the process, of a file of {@link #size} bytes
   * @param turn 0 for the first program of a process, 1 for the next
   */
  public static Program timed(Program program, int descriptor, int turn) {
    long memory = MEMORY + turn * APART;
    List<Step> steps = new ArrayList<>();
    steps.add(map(memory, size(program), descriptor));
    for (int i = 0; i < program.steps().size(); i++) {
      steps.add(note(memory, i));
      steps.add(moved(program.steps().get(i)));
    }
    return new Program(program.name(), steps, program.data(), moved(program.fault()));
  }

  private static Step map(long memory, int size, int descriptor) {
    return new Step(
        "share memory",
        Sys.MMAP,
        List.of(
            Arg.number(memory),
            Arg.number(size),
            Arg.number(PROT_READ_WRITE),
            Arg.number(MAP_SHARED | MAP_FIXED_NOREPLACE),
            Arg.number(descriptor),
            Arg.number(0)),
        null,
        moved(0),
        moved(0),
        moved(0));
  }

  private static Step note(long memory, int index) {
    int next = moved(index) + 1;
    return new Step(
        "note the time",
        Sys.CLOCK_GETTIME,
        List.of(Arg.number(CLOCK_MONOTONIC), Arg.number(memory + (long) TIMESPEC * index)),
        null,
        next,
        next,
        next);
  }

  private static Step moved(Step step) {
    return new Step(
        step.name(),
        step.operation(),
        step.arguments(),
        step.result(),
        moved(step.negative()),
        moved(step.zero()),
        moved(step.positive()));
  }

  /** Where the note before a step is now: what went to the step goes there. */
  private static int moved(int index) {
    return 1 + 2 * index;
  }

  /**
   * When each step of the program began.
   *
   * @param memory what was shared
   * @return nanoseconds by index, 0 for a step that was not come to
   */
  public static long[] read(byte[] memory) {
    ByteBuffer notes = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    long[] times = new long[memory.length / TIMESPEC];
    for (int i = 0; i < times.length; i++) {
      times[i] = notes.getLong() * 1_000_000_000L + notes.getLong();
    }
    return times;
  }
}
