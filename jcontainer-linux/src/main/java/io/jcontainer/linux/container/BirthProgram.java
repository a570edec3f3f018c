package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.Namespace;
import io.jcontainer.linux.keep.KeeperSteps;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;

/**
 * The first half of a start, which needs nothing of the root file system and so is carried out
 * while that is built: namespaces take the kernel longer than anything else.
 *
 * <p>The helper joins the control groups and the engine's user namespace, makes the container's
 * first process in fresh namespaces as a child of the JVM (or of the keeper, for a container that
 * is to outlive the JVM), sends its descriptor back and ends. The first process waits for {@link
 * LaunchProgram}, the second half. Should the JVM die meanwhile, the socket ends, and so does the
 * process.
 */
final class BirthProgram {
  private static final long CLONE_NEWNS = 0x0002_0000;
  private static final long CLONE_NEWCGROUP = 0x0200_0000;
  private static final long CLONE_NEWUSER = 0x1000_0000;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 0x8_0002;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final int IFF_UP = 1;
  private static final int IFNAMSIZ = 16;

  private final BirthPlan plan;
  private final ProgramBuilder program;

  private BirthProgram(BirthPlan plan) {
    this.plan = plan;
    this.program = Program.named("make a container's first process").reportFaultsTo(plan.status());
  }

  /** The program of a plan. */
  static Program compile(BirthPlan plan) {
    BirthProgram birth = new BirthProgram(plan);
    Label firstProcess = birth.program.label("first process");
    plan.keeper()
        .map(keeper -> new KeeperSteps(birth.program, keeper))
        .ifPresentOrElse(
            keeper -> birth.helperOfKeeper(keeper, firstProcess), () -> birth.helper(firstProcess));
    birth.program.mark(firstProcess);
    birth.firstProcess();
    return birth.program.build();
  }

  private void helperOfKeeper(KeeperSteps keeper, Label firstProcess) {
    keeper.begin();
    keeper.tellFirstProcess(bear(firstProcess));
    program.exit(0);
  }

  private void helper(Label firstProcess) {
    var _ = bear(firstProcess);
    program.exit(0);
  }

  private Cell bear(Label firstProcess) {
    BirthSteps birth = new BirthSteps(program);
    birth.joinControlGroups(plan.joinFiles());
    plan.ulimits().forEach(birth::limit);
    OptionSteps options = new OptionSteps(program);
    plan.oomScore().ifPresent(options::scoreForOutOfMemory);
    birth.leaveKeyring();
    options.joinShared(plan.shared());
    program.step(
        "join the user namespace", Sys.SETNS, number(plan.userNamespace()), number(CLONE_NEWUSER));
    return birth.giveBirth(
        "make the container's first process",
        CLONE_NEWNS | fresh(Namespace.PID) | fresh(Namespace.UTS) | fresh(Namespace.NETWORK),
        plan.cloneInto(),
        firstProcess);
  }

  private long fresh(Namespace namespace) {
    return plan.shared().containsKey(namespace) ? 0 : OptionSteps.flag(namespace);
  }

  private void firstProcess() {
    program.step("die with the parent", Sys.PRCTL, number(PR_SET_PDEATHSIG), number(SIGKILL));
    program.step("become root of the group range", Sys.SETRESGID, number(0), number(0), number(0));
    program.step("become root of the user range", Sys.SETRESUID, number(0), number(0), number(0));
    program.step(
        "unshare the control group and IPC namespaces",
        Sys.UNSHARE,
        number(CLONE_NEWCGROUP | fresh(Namespace.IPC)));
    program.step("begin a session", Sys.SETSID);
    if (!plan.shared().containsKey(Namespace.NETWORK)) {
      raiseLoopback();
    }
    program.readFurtherProgram(Helper.CONTROL);
  }

  private void raiseLoopback() {
    Cell socket = program.cell("interface socket");
    program
        .step(
            "open a socket for interfaces",
            Sys.SOCKET,
            number(AF_INET),
            number(SOCK_DGRAM_CLOEXEC),
            number(0))
        .into(socket);
    byte[] name = {'l', 'o'};
    Data request =
        program
            .struct("interface request")
            .bytes(name)
            .zeros(IFNAMSIZ - name.length)
            .u16(IFF_UP)
            .zeros(22)
            .end();
    Arg descriptor = socket.value();
    program.step(
        "raise the loopback interface",
        Sys.IOCTL,
        descriptor,
        number(SIOCSIFFLAGS),
        request.address());
    program.step("close the socket for interfaces", Sys.CLOSE, descriptor);
  }
}
