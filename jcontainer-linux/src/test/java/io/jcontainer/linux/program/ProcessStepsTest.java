package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a container start does with processes: children, waits, execve. */
@ExtendWith(LauncherExtension.class)
class ProcessStepsTest {
  private static final int SIGCHLD = 17;
  private static final long LOW_HALF = 0xffff_ffffL;

  @Test
  void aCloneReturnsTwice(Launcher launcher) {
    ProgramBuilder program = Run.program("fork");
    Label child = program.label("child");
    Cell pid = program.cell("pid");
    Cell status = program.cell("status");
    fork(program, pid, child);
    program.step("wait", Sys.WAIT4, pid.value(), status.address());
    Run.say(program, "parent");
    Cell code = program.cell("code");
    program.step("take the code", Builtin.AND, status.value(), number(0xff00)).into(code);
    program.step("compare the code", Builtin.XOR, code.value(), number(5 << 8)).onPositive(child);
    program.exit(0);
    program.mark(child);
    Run.say(program, "child ");
    program.exit(5);
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.said()).isEqualTo("child parent");
      assertThat(run.exit()).isZero();
    }
  }

  @Test
  void aLoopWaitsForAllChildren(Launcher launcher) {
    ProgramBuilder program = Run.program("family");
    Label child = program.label("child");
    Label again = program.label("again");
    Label none = program.label("none");
    Cell result = program.cell("result");
    for (int i = 0; i < 3; i++) {
      fork(program, program.cell("pid"), child);
    }
    program.mark(again);
    program
        .step("wait for any", Sys.WAIT4, number(-1))
        .into(result)
        .onPositive(again)
        .onNegative(none);
    program.mark(none);
    program.step("see why", Builtin.XOR, result.value(), number(-Errno.ECHILD.number()));
    Run.say(program, "all");
    program.exit(0);
    program.mark(child);
    Run.say(program, "c");
    program.exit(0);
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.said()).isEqualTo("cccall");
      assertThat(run.exit()).isZero();
    }
  }

  @Test
  void aResultBecomesAFieldOfAStructure(Launcher launcher) {
    ProgramBuilder program = Run.program("poll");
    Data ends = program.buffer("pipe", 12);
    Data request = program.struct("request").u64(0).end();
    Cell events = program.cell("events", (0x4L << 32) /* POLLOUT */);
    program.step("make a pipe", Sys.PIPE2, ends.address(), number(0));
    Cell half = program.cell("half");
    program
        .step("take the write end", Builtin.AND, ends.cell(4).value(), number(LOW_HALF))
        .into(half);
    program
        .step("say what is asked", Builtin.ADD, half.value(), events.value())
        .into(request.cell(0));
    Data none = program.struct("no time").u64(0).u64(0).end();
    program.step("poll", Sys.PPOLL, request.address(), number(1), none.address()).into(half);
    program.step("end with the count", Sys.EXIT_GROUP, half.value());
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.exit()).isEqualTo(1);
    }
  }

  @Test
  void aSuccessfulExecveEndsTheStatusPipeWithoutAReport(Launcher launcher) {
    try (Run run = Run.parked(launcher)) {
      run.first(echo(), List.of());
      assertThat(run.said()).isEqualTo("a b FOO=bar\n");
      assertThat(run.report()).isEqualTo(new FaultReport.None());
      assertThat(run.exit()).isEqualTo(3);
    }
  }

  /** A shell that prints its arguments and environment on descriptor 1. */
  private static Program echo() {
    ProgramBuilder program = Program.named("execute").reportFaultsTo(50);
    program.step("move the status pipe", Sys.DUP3, number(Run.STATUS), number(50), number(0x80000));
    program.step("put the output in place", Sys.DUP3, number(Run.OUT), number(1), number(0));
    String script = "echo $1 $2 FOO=$FOO; exit 3";
    program.step(
        "execute sh",
        Sys.EXECVE,
        program.string("/bin/sh").address(),
        program.strings("argv", List.of("sh", "-c", script, "sh", "a", "b")).address(),
        program.environment("envp", List.of("FOO=bar")).address());
    return program.build();
  }

  @Test
  void aFailedExecveIsReported(Launcher launcher) {
    ProgramBuilder program = Run.program("execute");
    program.step("close it by execve", Sys.FCNTL, number(Run.STATUS), number(2), number(1));
    program.step(
        "execute /nowhere",
        Sys.EXECVE,
        program.string("/nowhere").address(),
        program.strings("argv", List.of("nowhere")).address(),
        program.environment("envp", List.of()).address());
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.fault().sentence())
          .startsWith("cannot execute /nowhere: ENOENT (no such file or directory): the file, or");
      assertThat(run.exit()).isEqualTo(Program.FAULT_EXIT);
    }
  }

  private static void fork(ProgramBuilder program, Cell pid, Label child) {
    program.step("fork", Sys.CLONE, number(SIGCHLD)).into(pid).onZero(child);
  }
}
