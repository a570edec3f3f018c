package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.Seek;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  private final Kernel kernel = new LinuxKernel();

  /** Sleeps 5 ms, leaves a step out, and exits. */
  private static Program program() {
    ProgramBuilder program = Program.named("sleep");
    Data pause = program.struct("5 ms").u64(0).u64(5_000_000).end();
    Label end = program.label("end");
    program.step("sleep", Sys.NANOSLEEP, pause.address());
    program.jump(end);
    program.exit(1);
    program.mark(end);
    program.exit(0);
    return program.build();
  }

  @Test
  void notesWhenEachStepBeginsAndLeavesThemAsTheyAre() {
    Program program = program();
    long before = System.nanoTime();
    long[] times;
    try (Launcher launcher = new Launcher(kernel);
        Helper helper = launcher.spawn();
        Fd memory = kernel.memfd("notes", 0)) {
      kernel.truncate(memory, Stopwatch.size(program));
      helper.run(Stopwatch.timed(program, 0, 0), List.of(memory));
      assertThat(helper.awaitExit().value()).isZero();
      times = read(memory, Stopwatch.size(program));
    }
    assertThat(times).hasSize(program.steps().size());
    assertThat(times[0]).isGreaterThan(before);
    assertThat(times[1] - times[0]).isGreaterThanOrEqualTo(5_000_000);
    assertThat(times[2]).as("the step that was jumped over").isZero();
    assertThat(times[3]).isGreaterThanOrEqualTo(times[1]).isLessThan(System.nanoTime());
  }

  @Test
  void aFailureLeadsToTheSameEnd() {
    ProgramBuilder program = Program.named("fail");
    program.step("close what is not open", Sys.CLOSE, Arg.number(99));
    Program timed = Stopwatch.timed(program.build(), 0, 0);
    try (Launcher launcher = new Launcher(kernel);
        Helper helper = launcher.spawn();
        Fd memory = kernel.memfd("notes", 0)) {
      kernel.truncate(memory, 4096);
      helper.run(timed, List.of(memory));
      assertThat(helper.awaitExit().value()).isEqualTo(Program.FAULT_EXIT);
    }
  }

  private long[] read(Fd memory, int size) {
    kernel.seek(memory, 0, Seek.SET);
    byte[] bytes = new byte[size];
    assertThat(kernel.read(memory, bytes, 0, size)).isEqualTo(size);
    return Stopwatch.read(bytes);
  }
}
