package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.util.Arrays;
import java.util.List;

/** The last steps: what turns the prepared process into the user's command. */
final class CommandSteps {
  /** How the names of steps begin whose failure has a reason of its own. */
  static final String EXECUTE = "execute ";

  static final String ENTER_DIRECTORY = "enter the working directory ";

  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
  private static final int SIGNAL_SET_SIZE = 8;

  private final ProgramBuilder program;
  private final CommandPlan plan;

  CommandSteps(ProgramBuilder program, CommandPlan plan) {
    this.program = program;
    this.plan = plan;
  }

  /**
   * Closes everything but the command's own and the status pipe, which closes itself. From here on
   * no path, not even through {@code /proc/self/fd}, leads to anything of the host.
   */
  void closeDescriptors() {
    program.step(
        "close the status pipe with the start",
        Sys.FCNTL,
        number(plan.status()),
        number(F_SETFD),
        number(FD_CLOEXEC));
    program.step(
        "close all other descriptors",
        Sys.CLOSE_RANGE,
        number(plan.status() + 1),
        number(LAST_DESCRIPTOR),
        number(0));
    for (int unused = DescriptorTable.STDERR + 1; unused < plan.status(); unused++) {
      if (!plan.channels().contains(unused)) {
        program.step("close what kept descriptor " + unused, Sys.CLOSE, number(unused));
      }
    }
  }

  /** Enters the directory as the user, by a path that cannot pass through a magic link. */
  void enterWorkingDirectory() {
    String relative = plan.workingDirectory().substring(1);
    if (relative.isEmpty()) {
      return;
    }
    Cell directory = program.cell("working directory");
    Data how =
        program
            .struct("how to open the working directory")
            .u64(O.PATH | O.DIRECTORY | O.CLOEXEC)
            .u64(0)
            .u64(Resolve.IN_ROOT | Resolve.NO_MAGICLINKS)
            .end();
    program
        .step(
            ENTER_DIRECTORY + plan.workingDirectory(),
            Sys.OPENAT2,
            number(Descriptor.CWD.number()),
            program.string(relative).address(),
            how.address(),
            number(how.size()))
        .into(directory);
    program.step(ENTER_DIRECTORY + plan.workingDirectory(), Sys.FCHDIR, directory.value());
    program.step("close the working directory", Sys.CLOSE, directory.value());
  }

  /**
   * Ends the process if the JVM died before its death could be noticed: nobody reads the status
   * pipe then, which {@code poll(2)} tells.
   */
  void stopIfAbandoned() {
    Data file = program.struct("status pipe").u32(plan.status()).u32(0).end();
    Data now = program.struct("no time").u64(0).u64(0).end();
    Label abandoned = program.label("abandoned");
    Label expected = program.label("expected");
    program
        .step(
            "see whether the JVM lives",
            Sys.PPOLL,
            file.address(),
            number(1),
            now.address(),
            number(0),
            number(SIGNAL_SET_SIZE))
        .onZero(expected)
        .onPositive(abandoned);
    program.mark(abandoned);
    program.exit(Program.FAULT_EXIT);
    program.mark(expected);
  }

  /** Tries the program in each directory of the search path, as {@code execvp(3)} does. */
  void execute() {
    String name = plan.command().getFirst();
    Arg argv = program.strings("arguments", plan.command()).address();
    Arg envp = program.environment("environment", plan.environment()).address();
    Cell verdict = program.cell("what keeps the command from running", -Errno.ENOENT.number());
    for (String candidate : candidates(name)) {
      Cell result = program.cell("result of " + candidate);
      Label denied = program.label("denied " + candidate);
      Label next = program.label("after " + candidate);
      program
          .step(EXECUTE + candidate, Sys.EXECVE, program.string(candidate).address(), argv, envp)
          .into(result)
          .tolerated();
      program.skipIf("go on without " + candidate, result, Errno.ENOENT, next);
      program.skipIf("go on beside " + candidate, result, Errno.ENOTDIR, next);
      program.skipIf("remember that " + candidate + " is denied", result, Errno.EACCES, denied);
      program.failWith(EXECUTE + candidate, result);
      program.mark(denied);
      program.move("remember the denial", result.value(), verdict);
      program.mark(next);
    }
    program.failWith(EXECUTE + name, verdict);
  }

  private List<String> candidates(String name) {
    if (name.contains("/")) {
      return List.of(name);
    }
    return Arrays.stream(plan.searchPath().split(":", -1))
        .map(directory -> directory.isEmpty() ? name : directory + "/" + name)
        .distinct()
        .toList();
  }
}
