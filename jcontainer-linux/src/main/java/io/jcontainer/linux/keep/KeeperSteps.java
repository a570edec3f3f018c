package io.jcontainer.linux.keep;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.O;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Builtin;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.time.Duration;

/**
 * The steps of a keeper: it has a further helper give birth to the container's first process, whose
 * parent it is, writes down what the container writes, and in the end how it ended. It reads
 * nothing that the container writes but bytes for the log, and is never in any of its namespaces.
 *
 * <p>Nothing it does while the container runs may stop it: what the disk refuses is dropped.
 */
public final class KeeperSteps {
  private static final int SIGCHLD = 17;
  private static final int SIGKILL = 9;
  private static final int PR_SET_NAME = 15;
  private static final int P_PID = 1;
  private static final int WNOHANG_WEXITED_WNOWAIT = 0x0100_0005;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int EPOLLIN = 1;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int SIGNAL_SET_SIZE = 8;
  private static final long LOWER_HALF = 0xffff_ffffL;

  private final ProgramBuilder program;
  private final KeeperPlan plan;
  private final Cell firstProcess;
  private final HomeFileSteps files;
  private final Cell epoll;
  private final KeeperLogSteps log;
  private final Cell timer;
  private final Data departure;

  /** Steps of one program. */
  public KeeperSteps(ProgramBuilder program, KeeperPlan plan) {
    this.program = program;
    this.plan = plan;
    this.firstProcess = program.struct("keeper and first process").zeros(16).end().cell(8);
    this.files = new HomeFileSteps(program, plan.home());
    this.epoll = program.cell("epoll");
    this.log = new KeeperLogSteps(program, files, plan.logSize(), epoll);
    this.timer = program.cell("timer");
    this.departure =
        program.struct("departure").u64(Departure.MAGIC).zeros(Departure.SIZE - Long.BYTES).end();
  }

  /**
   * The helper makes the keeper and ends, the keeper makes a further helper and keeps. What is
   * added behind these steps is what the further helper does; it tells the first process's id with
   * {@link #tellFirstProcess}.
   */
  public void begin() {
    Label keeper = program.label("keeper");
    Label helper = program.label("helper of the keeper");
    Label nobody = program.label("nobody to keep");
    Cell helperPid = program.cell("helper's id");
    program
        .step("make the keeper", Sys.CLONE3, cloneArguments().address(), number(88))
        .onZero(keeper);
    program.exit(0);
    program.mark(keeper);
    program.step("begin a session of the keeper", Sys.SETSID);
    program.step(
        "take the name of a keeper",
        Sys.PRCTL,
        number(PR_SET_NAME),
        program.string("jcontainer-keep").address());
    program
        .step("make the keeper's helper", Sys.CLONE3, cloneArguments().address(), number(88))
        .into(helperPid)
        .onZero(helper);
    program.step("leave the writing to the helper", Sys.CLOSE, number(plan.pidWriter()));
    program
        .step(
            "learn the first process's id",
            Sys.READ,
            number(plan.pidReader()),
            firstProcess.address(),
            number(Long.BYTES))
        .retriedWhenInterrupted()
        .onZero(nobody);
    program
        .step("reap the helper", Sys.WAIT4, helperPid.value(), number(0), number(0), number(0))
        .retriedWhenInterrupted();
    prepare();
    keep();
    program.mark(nobody);
    program.exit(Program.FAULT_EXIT);
    program.mark(helper);
    program.step(
        "close what is the keeper's",
        Sys.CLOSE_RANGE,
        number(plan.stdout()),
        number(plan.pidReader()),
        number(0));
  }

  /** Tells the keeper whom to keep. */
  public void tellFirstProcess(Cell pid) {
    program.step(
        "tell the keeper the first process's id",
        Sys.WRITE,
        number(plan.pidWriter()),
        pid.address(),
        number(Long.BYTES));
  }

  /** {@code struct clone_args}: nothing but the signal that tells the parent of the end. */
  private Data cloneArguments() {
    return program.struct("clone arguments").zeros(4 * 8).u64(SIGCHLD).zeros(6 * 8).end();
  }

  /** Faults are still told here; the JVM goes on when the status pipe is closed. */
  private void prepare() {
    Data keeper = firstProcess.data();
    program.step("learn the own id", Sys.GETPID).into(keeper.cell(0));
    files.write(KeeperFiles.KEEPER, keeper);
    log.open();
    program.step("make an epoll", Sys.EPOLL_CREATE1, number(O.CLOEXEC)).into(epoll);
    Cell end = program.cell("first process");
    program
        .step("open the first process", Sys.PIDFD_OPEN, firstProcess.value(), number(0))
        .into(end);
    watch("the first process", end.value());
    watch("standard output", number(plan.stdout()));
    watch("standard error", number(plan.stderr()));
    plan.timeLimit().ifPresent(this::setTimer);
    program.step("close the control socket", Sys.CLOSE, number(Helper.CONTROL));
    program.step("close the pipe of the id", Sys.CLOSE, number(plan.pidReader()));
    program.step(
        "close what is the container's",
        Sys.CLOSE_RANGE,
        number(0),
        number(plan.pidWriter() - 1),
        number(0));
  }

  private void watch(String what, Arg descriptor) {
    Data event = program.struct("event of " + what).u32(EPOLLIN).zeros(12).end();
    program.step(
        "watch " + what,
        Sys.EPOLL_CTL,
        epoll.value(),
        number(EPOLL_CTL_ADD),
        descriptor,
        event.address());
  }

  private void setTimer(Duration limit) {
    program
        .step(
            "make a timer",
            Sys.TIMERFD_CREATE,
            number(CLOCK_MONOTONIC),
            number(O.NONBLOCK | O.CLOEXEC))
        .into(timer);
    Data time =
        program.struct("time limit").zeros(16).u64(limit.getSeconds()).u64(limit.getNano()).end();
    program.step(
        "set the timer", Sys.TIMERFD_SETTIME, timer.value(), number(0), time.address(), number(0));
    watch("the timer", timer.value());
  }

  private void keep() {
    Label again = program.label("again");
    Label wait = program.label("wait");
    program.mark(again);
    log.pump("standard output", plan.stdout(), KeeperFiles.STDOUT, false);
    log.pump("standard error", plan.stderr(), KeeperFiles.STDERR, false);
    if (plan.timeLimit().isPresent()) {
      killWhenTimeIsOver();
    }
    lookForTheEnd(wait);
    leave();
    program.mark(wait);
    Data events = program.buffer("events", 4 * 16);
    program
        .step(
            "wait for something to happen",
            Sys.EPOLL_PWAIT,
            epoll.value(),
            events.address(),
            number(4),
            number(-1),
            number(0),
            number(SIGNAL_SET_SIZE))
        .tolerated();
    program.jump(again);
  }

  /** The first process stays a zombie, so that its id means nothing else, until all is written. */
  private void lookForTheEnd(Label wait) {
    program
        .step(
            "see whether it has ended",
            Sys.WAITID,
            number(P_PID),
            firstProcess.value(),
            departure.address(Departure.SIGINFO),
            number(WNOHANG_WEXITED_WNOWAIT),
            number(0))
        .tolerated();
    program
        .step(
            "look who has ended",
            Builtin.AND,
            departure.cell(Departure.SIGINFO + Departure.SI_PID).value(),
            number(LOWER_HALF))
        .onZero(wait);
  }

  private void killWhenTimeIsOver() {
    Label inTime = program.label("in time");
    Data count = program.buffer("expirations", Long.BYTES);
    program
        .step(
            "see whether its time is over",
            Sys.READ,
            timer.value(),
            count.address(),
            number(Long.BYTES))
        .onNegative(inTime);
    program.move("remember that it is", number(1), departure.cell(Departure.TIMED_OUT));
    program
        .step("kill the first process", Sys.KILL, firstProcess.value(), number(SIGKILL))
        .tolerated();
    program.mark(inTime);
  }

  /** All of the container have ended with its first process, so that both pipes end, too. */
  private void leave() {
    log.pump("the rest of standard output", plan.stdout(), KeeperFiles.STDOUT, true);
    log.pump("the rest of standard error", plan.stderr(), KeeperFiles.STDERR, true);
    log.clock(departure.address(Departure.TIME));
    files.write(KeeperFiles.EXIT, departure);
    program.exit(0);
  }
}
