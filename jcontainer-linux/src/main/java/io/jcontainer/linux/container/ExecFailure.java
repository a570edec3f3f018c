package io.jcontainer.linux.container;

import io.jcontainer.ExecException;
import io.jcontainer.ExecException.Reason;
import io.jcontainer.kernel.Errno;
import io.jcontainer.linux.program.Fault;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.terminal.TerminalSteps;

/** Turns a failed step of the program of a command into what was asked for and cannot be had. */
final class ExecFailure {
  private ExecFailure() {}

  static ExecException of(Fault fault) {
    Reason reason = reason(fault);
    return new ExecException(reason, fault.sentence() + remedy(reason), null);
  }

  private static Reason reason(Fault fault) {
    String step = fault.step().name();
    if (step.startsWith(CommandSteps.EXECUTE)) {
      return fault.result() == -Errno.ENOENT.number()
          ? Reason.COMMAND_NOT_FOUND
          : Reason.COMMAND_NOT_EXECUTABLE;
    }
    if (step.startsWith(CommandSteps.ENTER_DIRECTORY)) {
      return Reason.WORKING_DIRECTORY;
    }
    if (step.contains(TerminalSteps.TERMINAL)) {
      return Reason.TERMINAL;
    }
    if (step.startsWith("take user id ")
        || step.startsWith("take group id ")
        || step.startsWith("set the groups ")) {
      return Reason.USER;
    }
    boolean noMoreProcesses =
        fault.step().operation() == Sys.CLONE3 && fault.result() == -Errno.EAGAIN.number();
    return noMoreProcesses || step.startsWith("set ulimit ") ? Reason.LIMIT : Reason.SETUP;
  }

  private static String remedy(Reason reason) {
    return switch (reason) {
      case COMMAND_NOT_FOUND ->
          "; the container has no such program in its PATH, or the program's interpreter is"
              + " missing";
      case COMMAND_NOT_EXECUTABLE ->
          "; it must be a program for this machine that the user may execute";
      case WORKING_DIRECTORY -> "; it must be a directory in the container that the user may enter";
      case USER -> "; a container has the ids 0 to 65535";
      case LIMIT -> "; the container's processes have used up its limits";
      case TERMINAL -> "; the container's /dev/pts must be the one that it was started with";
      case TIMEOUT, SETUP -> "";
    };
  }
}
