package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.Capability;
import io.jcontainer.linux.program.Builtin;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.security.Arch;
import io.jcontainer.linux.security.ConfinementSteps;
import io.jcontainer.linux.security.SeccompAction;
import io.jcontainer.linux.security.SeccompFilter;
import io.jcontainer.linux.security.SeccompPolicy;
import io.jcontainer.linux.security.SeccompRule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The steps of an init: the first process makes the command as its child and from then on does
 * nothing but wait.
 *
 * <p>No signal ever interrupts it. All are blocked, and a blocked signal is kept even for the first
 * process of a namespace, which the kernel otherwise spares what it has no handler for; {@code
 * rt_sigtimedwait(2)} takes one after the other and returns its number, which is the argument of
 * the {@code kill(2)} that passes it on.
 */
final class InitSteps {
  /** The calls of the loop, and one to close the status pipe with. */
  private static final SeccompPolicy POLICY =
      new SeccompPolicy(
          List.of(
              SeccompRule.of(SeccompAction.ALLOW, "close rt_sigtimedwait wait4 kill exit_group")),
          SeccompAction.EPERM,
          SeccompAction.EPERM,
          SeccompAction.EPERM);

  private static final int SIGCHLD = 17;
  private static final int SIGKILL = 9;
  private static final int SIG_SETMASK = 2;
  private static final int SIGNAL_SET_SIZE = 8;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
  private static final int ANY_CHILD = -1;
  private static final int WNOHANG = 1;
  private static final int DEADLY_SIGNAL = 0x7f;
  private static final int SIGNALLED = 128;

  private final ProgramBuilder program;
  private final LaunchPlan plan;

  InitSteps(ProgramBuilder program, LaunchPlan plan) {
    this.program = program;
    this.plan = plan;
  }

  /** What an init may call. */
  static byte[] filter() {
    return SeccompFilter.compile(POLICY, Set.of(), Arch.host());
  }

  /** Adds the steps; those that follow are the command's. */
  void beginCommand(byte[] filter) {
    Label commandBegins = program.label("command");
    Cell command = program.cell("process id of the command");
    Data all = program.struct("all signals").u64(-1).end();
    mask("keep all signals", all);
    program
        .step("make the command's process", Sys.CLONE, number(SIGCHLD))
        .into(command)
        .onZero(commandBegins);
    confine(filter);
    serve(command, all);
    program.mark(commandBegins);
    mask("let signals through", program.struct("no signal").u64(0).end());
    program.step("begin a session of the command", Sys.SETSID);
  }

  private void mask(String what, Data signals) {
    program.step(
        what,
        Sys.RT_SIGPROCMASK,
        number(SIG_SETMASK),
        signals.address(),
        number(0),
        number(SIGNAL_SET_SIZE));
  }

  /** The end of the status pipe comes last: who reads that knows that the init is confined. */
  private void confine(byte[] filter) {
    program.step(
        "be called init", Sys.PRCTL, number(PR_SET_NAME), program.string("init").address());
    program.step("wait for orphans", Sys.PRCTL, number(PR_SET_CHILD_SUBREAPER), number(1));
    Set<Capability> capabilities = EnumSet.of(Capability.KILL);
    capabilities.retainAll(plan.capabilities());
    ConfinementSteps confinement = new ConfinementSteps(program);
    confinement.become(plan.user(), capabilities, plan.lastCapability());
    program.step("die with the parent", Sys.PRCTL, number(PR_SET_PDEATHSIG), number(SIGKILL));
    new CommandSteps(program, plan).stopIfAbandoned();
    confinement.refuseNewPrivileges();
    closeAllButTheStatusPipe();
    confinement.filterSystemCalls(filter);
    program.step("close the status pipe", Sys.CLOSE, number(plan.status()));
  }

  private void closeAllButTheStatusPipe() {
    program.step(
        "close the command's descriptors", Sys.CLOSE_RANGE, number(0), number(plan.status() - 1L));
    program.step(
        "close all other descriptors",
        Sys.CLOSE_RANGE,
        number(plan.status() + 1),
        number(LAST_DESCRIPTOR));
  }

  private void serve(Cell command, Data all) {
    Cell signal = program.cell("signal");
    Label serving = program.label("serving");
    Label reaping = program.label("reaping");
    program.mark(serving);
    program
        .step(
            "wait for a signal",
            Sys.RT_SIGTIMEDWAIT,
            all.address(),
            number(0),
            number(0),
            number(SIGNAL_SET_SIZE))
        .into(signal)
        .retriedWhenInterrupted();
    program
        .step("see whether a child ended", Builtin.XOR, signal.value(), number(SIGCHLD))
        .onZero(reaping);
    program
        .step("pass the signal on", Sys.KILL, command.value(), signal.value())
        .onNegative(serving)
        .onZero(serving);
    program.mark(reaping);
    reap(command, reaping, serving);
  }

  /** Several ends may come as one signal. */
  private void reap(Cell command, Label reaping, Label serving) {
    Cell child = program.cell("child");
    Data status = program.buffer("wait status", 2 * Long.BYTES);
    program
        .step(
            "take the status of a child",
            Sys.WAIT4,
            number(ANY_CHILD),
            status.address(),
            number(WNOHANG),
            number(0))
        .into(child)
        .onNegative(serving)
        .onZero(serving);
    program
        .step("see whether it was the command", Builtin.XOR, child.value(), command.value())
        .onNegative(reaping)
        .onPositive(reaping);
    endAs(status);
  }

  /**
   * {@code wait(2)} puts the deadly signal into the lowest byte and the exit code into the next.
   */
  private void endAs(Data status) {
    Cell code = program.cell("exit code");
    Label exited = program.label("exited");
    program
        .step(
            "see whether a signal ended it",
            Builtin.AND,
            status.cell(0).value(),
            number(DEADLY_SIGNAL))
        .into(code)
        .onZero(exited);
    program.step("count it above 128", Builtin.ADD, code.value(), number(SIGNALLED)).into(code);
    program.step("end as the command died", Sys.EXIT_GROUP, code.value());
    program.mark(exited);
    program.step("end as the command ended", Sys.EXIT_GROUP, status.cell(1).value());
  }
}
