package io.jcontainer.linux.program;

/**
 * The program that every helper starts with: give up what it inherited, and wait for another
 * program.
 *
 * <p>It is part of the helper's file and the same for all. Whatever goes wrong, and when the socket
 * ends, the helper exits with {@link Program#FAULT_EXIT}.
 */
final class BootProgram {
  /**
   * The descriptor of the control socket. It lies above those that a first program can be sent, so
   * that these are numbered from 0 without a gap.
   */
  static final int CONTROL = 200;

  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NAME = 15;
  private static final int SIGKILL = 9;
  private static final long LAST_DESCRIPTOR = 0xffff_ffffL;

  private BootProgram() {}

  static Program program() {
    ProgramBuilder boot = Program.named("boot");
    boot.step(
        "close the descriptors below", Sys.CLOSE_RANGE, Arg.number(0), Arg.number(CONTROL - 1));
    boot.step(
        "close the descriptors above",
        Sys.CLOSE_RANGE,
        Arg.number(CONTROL + 1),
        Arg.number(LAST_DESCRIPTOR));
    boot.step("hide memory and descriptors", Sys.PRCTL, Arg.number(PR_SET_DUMPABLE), Arg.number(0));
    boot.step(
        "die with the launcher", Sys.PRCTL, Arg.number(PR_SET_PDEATHSIG), Arg.number(SIGKILL));
    boot.step(
        "take a name", Sys.PRCTL, Arg.number(PR_SET_NAME), boot.string("jcontainer").address());
    boot.readFurtherProgram(CONTROL);
    return boot.build();
  }
}
