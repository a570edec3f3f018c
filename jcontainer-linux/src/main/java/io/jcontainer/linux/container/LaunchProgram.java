package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.Ulimit;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.rootfs.RootfsSteps;
import io.jcontainer.linux.security.ConfinementSteps;

/**
 * Compiles a launch plan into the list of system calls that makes a container.
 *
 * <p>Two processes run it. The helper joins the control groups and the engine's user namespace,
 * makes the container's first process in fresh namespaces as a child of the JVM, sends its
 * descriptor back and ends. The first process builds the container's view from inside, gives up
 * every power that the command does not get, closes every descriptor but the command's own, and
 * becomes the command.
 */
final class LaunchProgram {
  /** What the helper sends back: the first process's id, with its descriptor. */
  static final int BIRTH_MESSAGE = Long.BYTES;

  private static final long CLONE_NEWNS = 0x0002_0000;
  private static final long CLONE_NEWCGROUP = 0x0200_0000;
  private static final long CLONE_NEWUTS = 0x0400_0000;
  private static final long CLONE_NEWIPC = 0x0800_0000;
  private static final long CLONE_NEWUSER = 0x1000_0000;
  private static final long CLONE_NEWPID = 0x2000_0000;
  private static final long CLONE_NEWNET = 0x4000_0000;
  private static final long CLONE_PIDFD = 0x1000;
  private static final long CLONE_PARENT = 0x8000;
  private static final long CLONE_INTO_CGROUP = 0x2_0000_0000L;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 0x8_0002;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final int IFF_UP = 1;
  private static final int IFNAMSIZ = 16;
  private static final int UMASK = 022;

  private final LaunchPlan plan;
  private final ProgramBuilder program;

  private LaunchProgram(LaunchPlan plan) {
    this.plan = plan;
    this.program = Program.named("start a container").reportFaultsTo(DescriptorTable.STATUS);
  }

  /** The program of a plan. */
  static Program compile(LaunchPlan plan) {
    LaunchProgram launch = new LaunchProgram(plan);
    Label firstProcess = launch.program.label("first process");
    launch.helper(firstProcess);
    launch.program.mark(firstProcess);
    launch.firstProcess();
    return launch.program.build();
  }

  private void helper(Label firstProcess) {
    joinControlGroups();
    plan.ulimits().forEach(this::limit);
    program.step(
        "leave the host's session keyring",
        Sys.KEYCTL,
        number(KEYCTL_JOIN_SESSION_KEYRING),
        number(0));
    program.step(
        "join the user namespace",
        Sys.SETNS,
        number(plan.descriptors().userNamespace()),
        number(CLONE_NEWUSER));
    giveBirth(firstProcess);
    program.exit(0);
  }

  /**
   * Writing 0 to a v1 tasks file moves the writing thread alone, which takes no global lock and so
   * waits for no RCU grace period, as writing a process id would.
   */
  private void joinControlGroups() {
    Data self = program.bytes("self", new byte[] {'0'});
    for (int file : plan.descriptors().joinFiles()) {
      program.step(
          "join the control group of descriptor " + file,
          Sys.WRITE,
          number(file),
          self.address(),
          number(self.size()));
    }
  }

  private void limit(Ulimit ulimit) {
    String name = ulimit.resource().name();
    Data limit = program.struct("ulimit " + name).u64(ulimit.soft()).u64(ulimit.hard()).end();
    program.step(
        "set ulimit " + name + " to " + ulimit.soft() + ":" + ulimit.hard(),
        Sys.PRLIMIT64,
        number(0),
        number(ulimit.resource().number()),
        limit.address(),
        number(0));
  }

  private void giveBirth(Label firstProcess) {
    boolean v2 = plan.descriptors().cloneInto() >= 0;
    Data rights =
        program.struct("descriptor message").u64(20).u32(SOL_SOCKET).u32(SCM_RIGHTS).u64(0).end();
    Data cloneArgs =
        program
            .struct("clone arguments")
            .u64(
                CLONE_NEWNS
                    | CLONE_NEWPID
                    | CLONE_NEWUTS
                    | CLONE_NEWNET
                    | CLONE_PIDFD
                    | CLONE_PARENT
                    | (v2 ? CLONE_INTO_CGROUP : 0))
            .addressOf(rights, 16) // pidfd
            .zeros(8 * 8) // child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
            // ~_size
            .u64(v2 ? plan.descriptors().cloneInto() : 0)
            .end();
    Cell pid = program.cell("process id");
    program
        .step(
            "make the container's first process",
            Sys.CLONE3,
            cloneArgs.address(),
            number(cloneArgs.size()))
        .into(pid)
        .onZero(firstProcess);
    Data vector = program.struct("birth message").addressOf(pid.data()).u64(BIRTH_MESSAGE).end();
    Data message =
        program
            .struct("message header")
            .u64(0)
            .u64(0)
            .addressOf(vector)
            .u64(1)
            .addressOf(rights)
            .u64(rights.size())
            .u64(0)
            .end();
    program.step(
        "tell the process id",
        Sys.SENDMSG,
        number(Helper.CONTROL),
        message.address(),
        number(MSG_NOSIGNAL));
  }

  private void firstProcess() {
    dieWithTheJvm();
    program.step("become root of the group range", Sys.SETRESGID, number(0), number(0), number(0));
    program.step("become root of the user range", Sys.SETRESUID, number(0), number(0), number(0));
    program.step(
        "unshare the control group and IPC namespaces",
        Sys.UNSHARE,
        number(CLONE_NEWCGROUP | CLONE_NEWIPC));
    program.step("begin a session", Sys.SETSID);
    RootfsSteps rootfs =
        new RootfsSteps(program, plan.descriptors().root(), plan.descriptors().devices());
    rootfs.enter(plan.masks());
    plan.mounts().forEach(mount -> rootfs.attach(mount.descriptor(), mount.target(), mount.what()));
    nameHost();
    raiseLoopback();
    program.step("set the umask", Sys.UMASK, number(UMASK));
    ConfinementSteps confinement = new ConfinementSteps(program);
    confinement.become(plan.user(), plan.capabilities(), plan.lastCapability());
    CommandSteps command = new CommandSteps(program, plan);
    command.closeDescriptors();
    command.enterWorkingDirectory();
    dieWithTheJvm();
    command.stopIfAbandoned();
    confinement.refuseNewPrivileges();
    confinement.filterSystemCalls(plan.seccompFilter());
    command.execute();
  }

  /** The kernel forgets this wish with each change of credentials, so it is told again. */
  private void dieWithTheJvm() {
    program.step("die with the JVM", Sys.PRCTL, number(PR_SET_PDEATHSIG), number(SIGKILL));
  }

  private void nameHost() {
    Data name = program.string(plan.hostname());
    program.step(
        "set the host name to " + plan.hostname(),
        Sys.SETHOSTNAME,
        name.address(),
        number(name.size() - 1));
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
  }
}
