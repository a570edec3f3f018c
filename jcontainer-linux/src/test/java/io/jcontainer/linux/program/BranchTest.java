package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LauncherExtension.class)
class BranchTest {
  private static final long MIN = Long.MIN_VALUE;

  @ParameterizedTest
  @CsvSource({"-9, -", "0, 0", "7, +", "9223372036854775807, +", "-9223372036854775808, -"})
  void theSignOfTheResultDecides(long result, String said, Launcher launcher) {
    assertThat(signOf(launcher, Builtin.ADD, result, 0)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "ADD, 3, -3, 0",
    "ADD, 3, 4, +",
    "ADD, 9223372036854775807, 1, -",
    "SUBTRACT, 5, 5, 0",
    "SUBTRACT, 5, 6, -",
    "SUBTRACT, 6, 5, +",
    "AND, 6, 9, 0",
    "AND, 6, 3, +",
    "AND, -1, -9223372036854775808, -",
    "XOR, -4, -4, 0",
    "XOR, -4, -5, +",
    "XOR, -4, 4, -"
  })
  void theInterpretersOwnOperationsCompute(
      Builtin operation, long left, long right, String said, Launcher launcher) {
    assertThat(signOf(launcher, operation, left, right)).isEqualTo(said);
  }

  private static String signOf(Launcher launcher, Builtin operation, long left, long right) {
    ProgramBuilder program = Run.program("sign");
    Label negative = program.label("negative");
    Label zero = program.label("zero");
    Label positive = program.label("positive");
    Cell cell = program.cell("left", left);
    program
        .step("compute", operation, cell.value(), number(right))
        .onNegative(negative)
        .onZero(zero)
        .onPositive(positive);
    program.exit(1);
    program.mark(negative);
    Run.say(program, "-");
    program.exit(0);
    program.mark(zero);
    Run.say(program, "0");
    program.exit(0);
    program.mark(positive);
    Run.say(program, "+");
    try (Run run = Run.of(launcher, program)) {
      String said = run.said();
      assertThat(run.exit()).isZero();
      return said;
    }
  }

  @Test
  void aResultIsStoredAndFeedsALaterStep(Launcher launcher) {
    ProgramBuilder program = Run.program("sums");
    Cell sum = program.cell("sum");
    program.step("start", Builtin.ADD, number(MIN), number(3)).into(sum).onNegative(Target.NEXT);
    program.step("go on", Builtin.SUBTRACT, sum.value(), number(MIN)).into(sum);
    program.step("end with the sum", Sys.EXIT_GROUP, sum.value());
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.exit()).isEqualTo(3);
    }
  }

  @Test
  void anErrnoThatIsExpectedIsSkipped(Launcher launcher) {
    ProgramBuilder program = Run.program("tolerate");
    Label busy = program.label("busy");
    Label absent = program.label("absent");
    Cell result = program.cell("result");
    program.step("close nothing", Sys.CLOSE, number(99)).into(result).tolerated();
    program.skipIf("see whether it was busy", result, Errno.EBUSY, busy);
    program.skipIf("see whether it was absent", result, Errno.EBADF, absent);
    program.mark(busy);
    Run.say(program, "wrong");
    program.mark(absent);
    Run.say(program, "absent");
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.said()).isEqualTo("absent");
      assertThat(run.exit()).isZero();
    }
  }

  @Test
  void aSuccessIsNoErrnoThatIsSkipped(Launcher launcher) {
    ProgramBuilder program = Run.program("tolerate");
    Label skipped = program.label("skipped");
    Cell result = program.cell("result");
    program.step("see who I am", Sys.GETPID).into(result);
    program.skipIf("see whether it failed", result, Errno.EPERM, skipped);
    program.failWith("accept the success", result);
    Run.say(program, "went on");
    program.mark(skipped);
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.said()).isEqualTo("went on");
      assertThat(run.report()).isEqualTo(new FaultReport.None());
    }
  }

  @Test
  void aStoredFailureIsReportedUnderANameOfItsOwn(Launcher launcher) {
    ProgramBuilder program = Run.program("refuse");
    Cell result = program.cell("result");
    program.step("try", Sys.CLOSE, number(99)).into(result).tolerated();
    program.failWith("close the door", result);
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.fault().sentence())
          .isEqualTo("cannot close the door: EBADF (bad file descriptor)");
    }
  }

  @Test
  void aJumpAndAMoveGoOnWhateverTheValue(Launcher launcher) {
    ProgramBuilder program = Run.program("jump");
    Label end = program.label("end");
    Cell code = program.cell("code");
    program.move("remember a negative", number(-7), code);
    program.move("remember five", number(5), code);
    program.jump(end);
    Run.say(program, "wrong");
    program.mark(end);
    program.step("end", Sys.EXIT_GROUP, code.value());
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.said()).isEmpty();
      assertThat(run.exit()).isEqualTo(5);
    }
  }
}
