package io.jcontainer.linux.keep;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.O;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.StepBuilder;
import io.jcontainer.linux.program.Sys;

/**
 * The steps by which a keeper writes down what its container writes: frames of time, stream, length
 * and bytes. A log that is full gives its place to a new one.
 */
final class KeeperLogSteps {
  private static final int CLOCK_REALTIME = 0;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int SEEK_END = 2;

  private final ProgramBuilder program;
  private final HomeFileSteps files;
  private final long size;
  private final Cell epoll;
  private final Data header;
  private final Data vector;
  private final Cell log;

  /**
   * Steps of one program.
   *
   * @param size bytes after which the log is full
   * @param epoll that watches the streams
   */
  KeeperLogSteps(ProgramBuilder program, HomeFileSteps files, long size, Cell epoll) {
    this.program = program;
    this.files = files;
    this.size = size;
    this.epoll = epoll;
    this.header =
        program.struct("frame header").u64(KeeperFiles.FRAME_MAGIC).zeros(4 * Long.BYTES).end();
    this.vector = program.struct("frame").addressOf(header).u64(header.size()).u64(0).u64(0).end();
    this.log = program.cell("log");
  }

  /** Opens the log, and makes room for a frame. */
  void open() {
    openFile().into(log);
    program
        .step(
            "make room for output",
            Sys.MMAP,
            number(0),
            number(KeeperFiles.FRAME_SIZE),
            number(PROT_READ_WRITE),
            number(MAP_PRIVATE_ANONYMOUS),
            number(-1),
            number(0))
        .into(vector.cell(16));
  }

  private StepBuilder openFile() {
    return files.open(KeeperFiles.LOG, O.APPEND);
  }

  /** Reads the time of day. */
  void clock(Arg target) {
    program.step("read the clock", Sys.CLOCK_GETTIME, number(CLOCK_REALTIME), target).tolerated();
  }

  /**
   * Writes what there is to read, at most one frame at a time, as one frame.
   *
   * @param all whether to go on until there is no more
   */
  void pump(String what, int descriptor, int stream, boolean all) {
    Label more = program.label("more of " + what);
    Label end = program.label("end of " + what);
    Label done = program.label("done with " + what);
    Cell length = header.cell(4 * Long.BYTES);
    program.mark(more);
    program
        .step(
            "read " + what,
            Sys.READ,
            number(descriptor),
            vector.cell(16).value(),
            number(KeeperFiles.FRAME_SIZE))
        .into(length)
        .retriedWhenInterrupted()
        .onNegative(done)
        .onZero(end);
    clock(header.address(Long.BYTES));
    program.move("say which stream it is", number(stream), header.cell(3 * Long.BYTES));
    program.move("say how much it is", length.value(), vector.cell(24));
    program.step("write " + what, Sys.WRITEV, log.value(), vector.address(), number(2)).tolerated();
    program
        .step(
            "see whether the log is full", Sys.LSEEK, log.value(), number(-size), number(SEEK_END))
        .onNegative(all ? more : done);
    files.rename(KeeperFiles.LOG, KeeperFiles.OLD_LOG).tolerated();
    program.step("close the full log", Sys.CLOSE, log.value()).tolerated();
    openFile().into(log).tolerated();
    program.jump(all ? more : done);
    program.mark(end);
    program
        .step(
            "watch " + what + " no more",
            Sys.EPOLL_CTL,
            epoll.value(),
            number(EPOLL_CTL_DEL),
            number(descriptor),
            number(0))
        .tolerated();
    program.mark(done);
  }
}
