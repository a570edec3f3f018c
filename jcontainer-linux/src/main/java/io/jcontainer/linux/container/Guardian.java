package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.cgroup.EngineGroups;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.Launcher;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.util.List;
import java.util.Optional;

/**
 * One process per engine that outlives the JVM by a moment: when the JVM is gone, it kills every
 * process of the engine's containers at once, through {@code cgroup.kill} of the group that holds
 * them all (since Linux 5.14), and ends.
 *
 * <p>A parent-death signal alone is not enough: a hostile first process can tell the kernel that it
 * no longer wants one ({@code prctl(2)} PR_SET_PDEATHSIG). The guardian is out of its reach, in the
 * host's pid namespace.
 */
final class Guardian implements AutoCloseable {
  private static final int KILL_FILE = 0;
  private static final int PR_SET_PDEATHSIG = 1;

  private final Optional<Helper> helper;

  private Guardian(Optional<Helper> helper) {
    this.helper = helper;
  }

  /** Starts it; where the host has no cgroup v2 there is none, and the signal is all there is. */
  static Guardian start(Kernel kernel, Launcher launcher, EngineGroups groups) {
    Optional<Fd> killFile = groups.killFile();
    if (killFile.isEmpty()) {
      return new Guardian(Optional.empty());
    }
    Helper helper = launcher.spawn();
    try (Fd file = killFile.get()) {
      helper.run(program(), List.of(file));
      return new Guardian(Optional.of(helper));
    } catch (RuntimeException e) {
      helper.close();
      throw e;
    }
  }

  /** Waits for the end of the control socket, which nobody but this JVM holds, then kills. */
  static Program program() {
    ProgramBuilder program = Program.named("guard the containers of an engine");
    program.step("outlive the JVM", Sys.PRCTL, number(PR_SET_PDEATHSIG), number(0));
    Data word = program.buffer("word", 1);
    Label kill = program.label("kill");
    program
        .step(
            "wait for the end of the JVM",
            Sys.READ,
            number(Helper.CONTROL),
            word.address(),
            number(1))
        .retriedWhenInterrupted()
        .onZero(kill)
        .onNegative(kill);
    program.exit(0);
    program.mark(kill);
    Data one = program.bytes("one", new byte[] {'1'});
    program.step(
        "kill all processes of the engine's containers",
        Sys.WRITE,
        number(KILL_FILE),
        one.address(),
        number(1));
    return program.build();
  }

  /** Ends it; the engine's containers are gone by then. */
  @Override
  public void close() {
    helper.ifPresent(Helper::close);
  }
}
