package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code epoll_pwait(2)} fails with EINTR after a stop although there is no handler: signal(7). */
@ExtendWith(LauncherExtension.class)
class SignalTest {
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  @Test
  void anInterruptedStepIsAFaultUnlessItSaysOtherwise(Launcher launcher) {
    try (Run run = Run.of(launcher, waiting(false))) {
      assertThat(run.says(1)).isEqualTo("w");
      interrupt(run);
      assertThat(run.fault().sentence()).isEqualTo("cannot wait: EINTR (interrupted system call)");
    }
  }

  @Test
  void anInterruptedStepIsRepeatedIfItSaysSo(Launcher launcher) {
    try (Run run = Run.of(launcher, waiting(true))) {
      assertThat(run.says(1)).isEqualTo("w");
      interrupt(run);
      Proc.awaitState(run.helper.pid(), 'S');
      interrupt(run);
      Proc.awaitState(run.helper.pid(), 'S');
      assertThat(run.helper.exitIfEnded()).isNull();
    }
  }

  @Test
  void anotherErrorOfARepeatedStepIsReportedAsItsOwn(Launcher launcher) {
    ProgramBuilder program = Run.program("wait");
    program.step("wait for nothing", Sys.EPOLL_PWAIT, number(99)).retriedWhenInterrupted();
    try (Run run = Run.of(launcher, program)) {
      Fault fault = run.fault();
      assertThat(fault.index()).isZero();
      assertThat(fault.sentence())
          .isEqualTo("cannot wait for nothing: EBADF (bad file descriptor)");
    }
  }

  private static ProgramBuilder waiting(boolean retried) {
    ProgramBuilder program = Run.program("wait");
    Cell epoll = program.cell("epoll");
    Data events = program.buffer("events", 12);
    program.step("make an epoll", Sys.EPOLL_CREATE1).into(epoll);
    Run.say(program, "w");
    StepBuilder step =
        program.step(
            "wait", Sys.EPOLL_PWAIT, epoll.value(), events.address(), number(1), number(-1));
    if (retried) {
      step.retriedWhenInterrupted();
    }
    return program;
  }

  private static void interrupt(Run run) {
    Proc.awaitState(run.helper.pid(), 'S');
    Run.KERNEL.pidfdSendSignal(run.helper.pidfd(), SIGSTOP);
    Proc.awaitState(run.helper.pid(), 'T');
    Run.KERNEL.pidfdSendSignal(run.helper.pidfd(), SIGCONT);
  }
}
