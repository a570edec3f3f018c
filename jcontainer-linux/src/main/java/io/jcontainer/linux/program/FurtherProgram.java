package io.jcontainer.linux.program;

import io.jcontainer.kernel.Errno;

/**
 * The steps that read a program from a stream socket into the further region and enter it.
 *
 * <p>The message is eight bytes that say the program's length, with the descriptors, and then the
 * program. It may come in pieces, and a stop or a freeze may cut a piece short in spite of
 * MSG_WAITALL, so the steps go on reading until all of it is there.
 */
final class FurtherProgram {
  /** SCM_MAX_FD: the kernel passes no more descriptors at once ({@code unix(7)}). */
  static final int MAX_DESCRIPTORS = 253;

  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_WAITALL = 0x100;

  /** CMSG_SPACE of so many descriptors: a 16-byte header, and 4 bytes each in whole words. */
  private static final int CONTROL_SIZE = 16 + 4 * MAX_DESCRIPTORS + 4;

  /** {@code struct msghdr}: where the size of the control buffer is. */
  private static final int MSG_CONTROLLEN = 40;

  /** {@code struct msghdr}: where the flags are, with 4 bytes of padding behind them. */
  private static final int MSG_FLAGS = 48;

  private final ProgramBuilder program;
  private final Arg socket;
  private final Label end;
  private final Cell length;

  FurtherProgram(ProgramBuilder program, int socket) {
    this.program = program;
    this.socket = Arg.number(socket);
    this.end = program.label("end of the socket");
    this.length = program.cell("program length");
  }

  /**
   * Adds the steps.
   *
   * @param refused where to go if the message is not a program
   */
  void append(Target refused) {
    Label cut = program.label("descriptors cut");
    receiveLength(cut);
    receiveProgram();
    program
        .step("enter the program", Builtin.ENTER, Landmark.FURTHER.address(), length.value())
        .onNegative(refused);
    program.mark(cut);
    program.fail("take the descriptors", Errno.EMFILE);
    program.mark(end);
    program.exit(Program.FAULT_EXIT);
  }

  private void receiveLength(Label cut) {
    Data vector = program.struct("length vector").addressOf(length.data()).u64(Long.BYTES).end();
    Data control = program.buffer("descriptors", CONTROL_SIZE);
    Data message =
        program
            .struct("message")
            .zeros(16)
            .addressOf(vector)
            .u64(1)
            .addressOf(control)
            .u64(0)
            .zeros(8)
            .end();
    program.move(
        "make room for descriptors", Arg.number(CONTROL_SIZE), message.cell(MSG_CONTROLLEN));
    program
        .step("wait for a program", Sys.RECVMSG, socket, message.address(), Arg.number(MSG_WAITALL))
        .retriedWhenInterrupted()
        .onZero(end);
    program
        .step(
            "see whether all descriptors came",
            Builtin.AND,
            message.cell(MSG_FLAGS).value(),
            Arg.number(MSG_CTRUNC))
        .onPositive(cut);
  }

  private void receiveProgram() {
    Cell cursor = program.cell("cursor");
    Cell missing = program.cell("missing");
    Cell received = program.cell("received");
    Label more = program.label("more");
    program.move("start at the region", Landmark.FURTHER.address(), cursor);
    program.move("all is missing", length.value(), missing);
    program.mark(more);
    program
        .step(
            "read the program",
            Sys.RECVFROM,
            socket,
            cursor.value(),
            missing.value(),
            Arg.number(MSG_WAITALL))
        .into(received)
        .retriedWhenInterrupted()
        .onZero(end);
    program.step("move on", Builtin.ADD, cursor.value(), received.value()).into(cursor);
    program
        .step("see what is missing", Builtin.SUBTRACT, missing.value(), received.value())
        .into(missing)
        .onPositive(more);
  }
}
