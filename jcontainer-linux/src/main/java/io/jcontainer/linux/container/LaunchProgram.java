package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.rootfs.RootfsSteps;
import io.jcontainer.linux.security.ConfinementSteps;
import io.jcontainer.linux.security.LandlockSteps;
import io.jcontainer.linux.terminal.TerminalSteps;

/**
 * Compiles a launch plan into the list of system calls that makes a command of the process that
 * {@link BirthProgram} made.
 *
 * <p>The first process builds the container's view from inside, gives up every power that the
 * command does not get, closes every descriptor but the command's own, and becomes the command.
 */
final class LaunchProgram {
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final int UMASK = 022;

  private final LaunchPlan plan;
  private final ProgramBuilder program;

  private LaunchProgram(LaunchPlan plan) {
    this.plan = plan;
    this.program = Program.named("start a container").reportFaultsTo(plan.status());
  }

  /** The program of a plan. */
  static Program compile(LaunchPlan plan) {
    LaunchProgram launch = new LaunchProgram(plan);
    launch.firstProcess();
    return launch.program.build();
  }

  private void firstProcess() {
    OptionSteps options = new OptionSteps(program);
    plan.options().label().ifPresent(options::labelCommand);
    RootfsSteps rootfs =
        new RootfsSteps(program, plan.descriptors().root(), plan.descriptors().devices());
    rootfs.enter(plan.masks(), plan.sharedMemory(), plan.options().sysctls());
    plan.mounts().forEach(mount -> rootfs.attach(mount.descriptor(), mount.target(), mount.what()));
    plan.options().landlock().ifPresent(new LandlockSteps(program)::confine);
    plan.options().initFilter().ifPresent(new InitSteps(program, plan)::beginCommand);
    plan.terminal().ifPresent(size -> new TerminalSteps(program).take(size, plan.user().uid()));
    new ChannelSteps(program).open(plan.options().channels());
    if (plan.options().ownNames()) {
      nameHost();
      options.nameDomain(plan.options().domainName());
    }
    program.step("set the umask", Sys.UMASK, number(UMASK));
    ConfinementSteps confinement = new ConfinementSteps(program);
    if (plan.options().newPrivileges()) {
      // whoever may gain privileges needs CAP_SYS_ADMIN to filter: while it has it
      filter(confinement);
    }
    confinement.become(plan.user(), plan.capabilities(), plan.lastCapability());
    CommandSteps command = new CommandSteps(program, plan);
    command.closeDescriptors();
    command.enterWorkingDirectory();
    dieWithTheParent();
    command.stopIfAbandoned();
    if (!plan.options().newPrivileges()) {
      confinement.refuseNewPrivileges();
      filter(confinement);
    }
    command.execute();
  }

  private void filter(ConfinementSteps confinement) {
    if (plan.seccompFilter().length > 0) {
      confinement.filterSystemCalls(plan.seccompFilter());
    }
  }

  /** The kernel forgets this wish with each change of credentials, so it is told again. */
  private void dieWithTheParent() {
    program.step("die with the parent", Sys.PRCTL, number(PR_SET_PDEATHSIG), number(SIGKILL));
  }

  private void nameHost() {
    Data name = program.string(plan.hostname());
    program.step(
        "set the host name to " + plan.hostname(),
        Sys.SETHOSTNAME,
        name.address(),
        number(name.size() - 1));
  }
}
