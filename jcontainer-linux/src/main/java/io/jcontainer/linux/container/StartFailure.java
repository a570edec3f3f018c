package io.jcontainer.linux.container;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Errno;
import io.jcontainer.linux.program.Fault;

/** Turns a failed step of the launch program into what the caller asked for and cannot have. */
final class StartFailure {
  private StartFailure() {}

  static StartException of(Fault fault) {
    String step = fault.step().name();
    Reason reason = reason(step, fault);
    return new StartException(reason, fault.sentence() + remedy(reason), null);
  }

  private static Reason reason(String step, Fault fault) {
    if (step.startsWith(CommandSteps.EXECUTE)) {
      return fault.result() == -Errno.ENOENT.number()
          ? Reason.COMMAND_NOT_FOUND
          : Reason.COMMAND_NOT_EXECUTABLE;
    }
    if (step.startsWith(CommandSteps.ENTER_DIRECTORY)) {
      return Reason.WORKING_DIRECTORY;
    }
    if (step.startsWith("set ulimit ") || step.startsWith("join the control group ")) {
      return Reason.LIMIT;
    }
    if (step.startsWith("take user id ")
        || step.startsWith("take group id ")
        || step.startsWith("set the groups ")) {
      return Reason.USER;
    }
    if (step.startsWith("open the mount target ")) {
      return Reason.MOUNT;
    }
    return Reason.SETUP;
  }

  private static String remedy(Reason reason) {
    return switch (reason) {
      case COMMAND_NOT_FOUND ->
          "; the image has no such program in its PATH, or the program's interpreter is missing";
      case COMMAND_NOT_EXECUTABLE ->
          "; it must be a program for this machine that the user may execute";
      case WORKING_DIRECTORY ->
          "; it must be a directory in the image or a mount that the user may enter";
      case USER -> "; a container has the ids 0 to 65535";
      case MOUNT -> "; a target beneath another mount must exist there";
      case LIMIT -> "; the host's own hard limit cannot be exceeded without CAP_SYS_RESOURCE";
      case SETUP -> "";
    };
  }
}
