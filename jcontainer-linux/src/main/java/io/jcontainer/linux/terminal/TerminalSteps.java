package io.jcontainer.linux.terminal;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.TerminalSize;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import io.jcontainer.linux.program.Builtin;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;

/**
 * The steps that give a process a terminal of its container: a new pair of the container's own
 * devpts, whose one end goes to the JVM over the control socket, and whose other end becomes the
 * controlling terminal and the three standard streams.
 *
 * <p>The process leads a session, is root of the container's range, so that the terminal belongs to
 * somebody in the container, and can still send. It opens one path, {@code /dev/pts/ptmx}, through
 * no link, and goes on only if what it opened is of a devpts: a container that can mount may have
 * put anything there. The other end is not opened by a path but asked of the first (TIOCGPTPEER,
 * since Linux 4.13).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_tty.2.html">ioctl_tty(2)</a>
 */
public final class TerminalSteps {
  /** How the names of the steps begin or end whose failure has a reason of its own. */
  public static final String TERMINAL = "terminal";

  /** {@code DEVPTS_SUPER_MAGIC} of {@code linux/magic.h}. */
  static final int DEVPTS_MAGIC = 0x1cd1;

  /** {@code TIOCSWINSZ} of {@code asm-generic/ioctls.h}. */
  static final int SET_SIZE = 0x5414;

  private static final int UNLOCK = 0x4004_5431; // TIOCSPTLCK with 0
  private static final int GET_PEER = 0x5441; // TIOCGPTPEER
  private static final int MAKE_CONTROLLING = 0x540e; // TIOCSCTTY
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int STATFS_SIZE = 120;
  private static final long SAME_GROUP = 0xffff_ffffL;
  private static final int STANDARD_STREAMS = 3;

  private final ProgramBuilder program;

  /** Steps for one program. */
  public TerminalSteps(ProgramBuilder program) {
    this.program = program;
  }

  /**
   * Adds the steps.
   *
   * @param uid whose it shall be, as the container counts
   */
  public void take(TerminalSize size, long uid) {
    Cell master = program.cell("terminal's end for the JVM");
    open(master);
    checkFileSystem(master);
    Data zero = program.struct("no").u64(0).end();
    program.step("unlock the terminal", Sys.IOCTL, master.value(), number(UNLOCK), zero.address());
    Cell own = program.cell("terminal");
    program
        .step(
            "open the terminal",
            Sys.IOCTL,
            master.value(),
            number(GET_PEER),
            number(O.RDWR | O.NOCTTY))
        .into(own);
    Data window = program.struct("window").u16(size.rows()).u16(size.columns()).u32(0).end();
    program.step(
        "set the size of the terminal to " + size,
        Sys.IOCTL,
        master.value(),
        number(SET_SIZE),
        window.address());
    program.step(
        "give the terminal to user " + uid,
        Sys.FCHOWN,
        own.value(),
        number(uid),
        number(SAME_GROUP));
    send(master);
    program.step(
        "make it the controlling terminal",
        Sys.IOCTL,
        own.value(),
        number(MAKE_CONTROLLING),
        number(0));
    for (int stream = 0; stream < STANDARD_STREAMS; stream++) {
      program.step(
          "make the terminal descriptor " + stream,
          Sys.DUP3,
          own.value(),
          number(stream),
          number(0));
    }
  }

  private void open(Cell master) {
    Data how =
        program
            .struct("how to open a new terminal")
            .u64(O.RDWR | O.NOCTTY | O.CLOEXEC)
            .u64(0)
            .u64(Resolve.IN_ROOT | Resolve.NO_SYMLINKS)
            .end();
    program
        .step(
            "open a new terminal",
            Sys.OPENAT2,
            number(Descriptor.CWD.number()),
            program.string("dev/pts/ptmx").address(),
            how.address(),
            number(how.size()))
        .into(master);
  }

  private void checkFileSystem(Cell master) {
    Data status = program.buffer("file system of the terminal", STATFS_SIZE);
    Label devpts = program.label("devpts");
    program.step("ask what made the terminal", Sys.FSTATFS, master.value(), status.address());
    program
        .step(
            "see whether a devpts made the terminal",
            Builtin.XOR,
            status.cell(0).value(),
            number(DEVPTS_MAGIC))
        .tolerated()
        .onZero(devpts);
    program.fail("take /dev/pts/ptmx for a terminal", Errno.ENOTTY);
    program.mark(devpts);
  }

  /**
   * Three descriptors of one end: to read, to write and to set the size by; see {@link Terminal}.
   */
  private void send(Cell master) {
    Data rights =
        program
            .struct("terminal descriptors")
            .u64(16 + Integer.BYTES * Terminal.DESCRIPTORS)
            .u32(SOL_SOCKET)
            .u32(SCM_RIGHTS)
            .zeros(16)
            .end();
    for (int i = 0; i < Terminal.DESCRIPTORS; i++) {
      // a word overlaps the next one's place by its upper, zero half: the order counts
      program.move(
          "name the terminal's end once more", master.value(), rights.cell(16 + i * Integer.BYTES));
    }
    Cell mark = program.cell("terminal message", Terminal.MESSAGE_MARK);
    Data vector = program.struct("terminal vector").addressOf(mark.data()).u64(Long.BYTES).end();
    Data message =
        program
            .struct("terminal message header")
            .u64(0)
            .u64(0)
            .addressOf(vector)
            .u64(1)
            .addressOf(rights)
            .u64(rights.size())
            .u64(0)
            .end();
    program.step(
        "send the terminal's end",
        Sys.SENDMSG,
        number(Helper.CONTROL),
        message.address(),
        number(MSG_NOSIGNAL));
  }
}
