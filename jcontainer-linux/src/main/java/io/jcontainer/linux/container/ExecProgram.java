package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.TerminalSize;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.security.ConfinementSteps;
import io.jcontainer.linux.security.LandlockSteps;
import io.jcontainer.linux.terminal.TerminalSteps;

/**
 * Compiles a plan into the list of system calls that executes a command in a running container,
 * whose processes may be hostile.
 *
 * <p>Two processes run it. The helper joins the control groups, then the namespaces of the
 * container's first process by the descriptor that is held since its birth, all in one call: the
 * user namespace counts before the others ({@code setns(2)}, since Linux 5.8). It is no member of
 * the container's pid namespace itself, so nothing inside can see it. Its child can be seen, and is
 * out of reach: it has never been dumpable, and its memory belongs to the host's user namespace, so
 * that not even {@code CAP_SYS_PTRACE} inside opens it ({@code ptrace(2)}, access mode checking);
 * and what it holds after its first step is the container's own. Neither reads, mounts or writes
 * any file of the container.
 */
final class ExecProgram {
  /** The number of the descriptor of the container's first process. */
  static final int FIRST_PROCESS = DescriptorTable.STATUS + 1;

  private static final long CLONE_NEWNS = 0x0002_0000;
  private static final long CLONE_NEWCGROUP = 0x0200_0000;
  private static final long CLONE_NEWUTS = 0x0400_0000;
  private static final long CLONE_NEWIPC = 0x0800_0000;
  private static final long CLONE_NEWUSER = 0x1000_0000;
  private static final long CLONE_NEWPID = 0x2000_0000;
  private static final long CLONE_NEWNET = 0x4000_0000;

  /**
   * All but the control group namespace. A process there could not be born in a group that lies
   * outside it where cgroup v2 is mounted with {@code nsdelegate}, and the helper's own does: the
   * child joins it, when it is within.
   */
  private static final long NAMESPACES =
      CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET;

  private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int SIGKILL = 9;
  private static final int UMASK = 022;

  private final ExecPlan plan;
  private final ProgramBuilder program;

  private ExecProgram(ExecPlan plan) {
    this.plan = plan;
    this.program =
        Program.named("execute a command in a container").reportFaultsTo(DescriptorTable.STATUS);
  }

  /** The program of a plan. */
  static Program compile(ExecPlan plan) {
    ExecProgram exec = new ExecProgram(plan);
    Label process = exec.program.label("process");
    exec.helper(process);
    exec.program.mark(process);
    exec.process();
    return exec.program.build();
  }

  private void helper(Label process) {
    BirthSteps birth = new BirthSteps(program);
    birth.joinControlGroups(plan.joinFiles());
    plan.ulimits().forEach(birth::limit);
    birth.leaveKeyring();
    program.step(
        "join the container's namespaces", Sys.SETNS, number(FIRST_PROCESS), number(NAMESPACES));
    hide();
    closeJoinFiles();
    var _ = birth.giveBirth("make the process", 0, plan.cloneInto(), process);
    program.exit(0);
  }

  /**
   * A change of credentials may make a process dumpable, where the host says so (suid_dumpable).
   */
  private void hide() {
    program.step(
        "hide memory and descriptors again", Sys.PRCTL, number(PR_SET_DUMPABLE), number(0));
  }

  /** The directory of the v2 group has to be open during the birth. */
  private void closeJoinFiles() {
    if (!plan.joinFiles().isEmpty()) {
      program.step(
          "close the files of the control groups",
          Sys.CLOSE_RANGE,
          number(plan.joinFiles().getFirst()),
          number(plan.joinFiles().getLast()),
          number(0));
    }
  }

  private void process() {
    closeDescriptorsOfTheHelper();
    dieWithTheJvm();
    program.step(
        "join the container's control group namespace",
        Sys.SETNS,
        number(plan.groupNamespace()),
        number(CLONE_NEWCGROUP));
    program.step("begin a session", Sys.SETSID);
    plan.terminal().ifPresent(this::takeTerminal);
    program.step("set the umask", Sys.UMASK, number(UMASK));
    plan.landlock().ifPresent(new LandlockSteps(program)::confine);
    ConfinementSteps confinement = new ConfinementSteps(program);
    confinement.become(plan.user(), plan.capabilities(), plan.lastCapability());
    CommandSteps command = new CommandSteps(program, plan);
    command.closeDescriptors();
    command.enterWorkingDirectory();
    dieWithTheJvm();
    command.stopIfAbandoned();
    confinement.refuseNewPrivileges();
    if (plan.seccompFilter().length > 0) {
      confinement.filterSystemCalls(plan.seccompFilter());
    }
    command.execute();
  }

  /**
   * All but the socket that a terminal is sent through: closed as well, before the user is taken.
   */
  private void closeDescriptorsOfTheHelper() {
    String name = "close the descriptors of the helper";
    int first = plan.groupNamespace() + 1;
    if (plan.terminal().isPresent()) {
      program.step(name, Sys.CLOSE_RANGE, number(first), number(Helper.CONTROL - 1), number(0));
      first = Helper.CONTROL + 1;
    }
    program.step(name, Sys.CLOSE_RANGE, number(first), number(LAST_DESCRIPTOR), number(0));
  }

  private void takeTerminal(TerminalSize size) {
    program.step("become root of the group range", Sys.SETRESGID, number(0), number(0), number(0));
    program.step("become root of the user range", Sys.SETRESUID, number(0), number(0), number(0));
    hide();
    new TerminalSteps(program).take(size, plan.user().uid());
    program.step("close the control socket", Sys.CLOSE, number(Helper.CONTROL));
  }

  /** The kernel forgets this wish with each change of credentials, so it is told again. */
  private void dieWithTheJvm() {
    program.step("die with the JVM", Sys.PRCTL, number(PR_SET_PDEATHSIG), number(SIGKILL));
  }
}
