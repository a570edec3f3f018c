package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LauncherExtension.class)
class FurtherProgramTest {
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;
  private static final int RLIMIT_NOFILE = 7;

  @Test
  void oneProgramComesAfterAnother(Launcher launcher) {
    try (Run run = Run.parked(launcher)) {
      run.first(saying("1"));
      for (String text : List.of("2", "3", "4", "5")) {
        run.helper.run(saying(text), List.of());
      }
      run.helper.closeControl();
      assertThat(run.said()).isEqualTo("12345");
      assertThat(run.exit()).isEqualTo(Program.FAULT_EXIT);
    }
  }

  private static Program saying(String text) {
    ProgramBuilder program = Run.program("say " + text);
    Run.say(program, text);
    program.readFurtherProgram(Helper.CONTROL);
    return program.build();
  }

  @Test
  void aFaultIsThatOfTheProgramThatFailed(Launcher launcher) {
    ProgramBuilder broken = Run.program("broken");
    Run.say(broken, "3");
    broken.fail("do the third thing", Errno.EXDEV);
    try (Run run = Run.parked(launcher)) {
      run.first(saying("1"));
      run.helper.run(saying("2"), List.of());
      run.helper.run(broken.build(), List.of());
      assertThat(run.said()).isEqualTo("123");
      assertThat(run.fault().sentence())
          .isEqualTo("cannot do the third thing: EXDEV (invalid cross-device link)");
    }
  }

  @Test
  void itsDescriptorsTakeTheLowestFreeNumbers(Launcher launcher) {
    ProgramBuilder first = Run.program("first");
    first.step("close the output", Sys.CLOSE, number(Run.OUT));
    first.readFurtherProgram(Helper.CONTROL);
    ProgramBuilder second = Run.program("second");
    Run.say(second, "0");
    Data text = second.bytes("text", new byte[] {'2'});
    second.step("say 2", Sys.WRITE, number(2), text.address(), number(1));
    List<Fd> pipe = Run.KERNEL.pipe(0);
    try (Run run = Run.parked(launcher);
        Fd read = pipe.get(0)) {
      run.first(first.build());
      try (Fd write = pipe.get(1)) {
        run.helper.run(second.build(), List.of(write, write));
      }
      assertThat(new String(Run.drain(read), UTF_8)).isEqualTo("02");
    }
  }

  @Test
  void descriptorsAreNumberedInTheOrderSent(Launcher launcher) {
    List<Fd> pipe = Run.KERNEL.pipe(0);
    try (Run run = Run.parked(launcher);
        Fd read = pipe.get(0)) {
      ProgramBuilder program = Run.program("count");
      Data text = program.bytes("text", new byte[] {'x'});
      int last = Helper.MAX_DESCRIPTORS - 1;
      for (int fd = 2; fd <= last; fd++) {
        program.step("write to " + fd, Sys.WRITE, number(fd), text.address(), number(1));
      }
      program.step("write to the next", Sys.WRITE, number(Helper.CONTROL + 1));
      try (Fd write = pipe.get(1)) {
        run.first(program.build(), Collections.nCopies(last - 1, write));
      }
      assertThat(Run.drain(read)).hasSize(last - 1);
      assertThat(run.fault().sentence()).startsWith("cannot write to the next: EBADF");
    }
  }

  @Test
  void moreDescriptorsThanNumbersAreRefused(Launcher launcher) {
    try (Run run = Run.parked(launcher)) {
      List<Descriptor> many =
          Collections.nCopies(Helper.MAX_DESCRIPTORS - 1, Descriptor.borrowed(0));
      assertThatThrownBy(() -> run.first(saying("x"), many))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("201 descriptors; a helper takes 200");
    }
  }

  @Test
  void descriptorsAboveTheLimitAreAFault(Launcher launcher) {
    ProgramBuilder first = Run.program("limit");
    Data limit = first.struct("limit").u64(10).u64(10).end();
    first.step(
        "limit the descriptors", Sys.PRLIMIT64, number(0), number(RLIMIT_NOFILE), limit.address());
    first.readFurtherProgram(Helper.CONTROL);
    try (Run run = Run.parked(launcher)) {
      run.first(first.build());
      run.helper.run(saying("x"), Collections.nCopies(20, Descriptor.borrowed(0)));
      assertThat(run.fault().sentence())
          .isEqualTo("cannot take the descriptors: EMFILE (too many open files)");
    }
  }

  @Test
  void aProgramMayBeAsLargeAsARegion(Launcher launcher) {
    int free = Region.A.size() - sized(0).assemble(Architecture.host(), Region.A).length;
    Program full = sized(free);
    assertThat(full.assemble(Architecture.host(), Region.A)).hasSize(Region.A.size());
    try (Run run = Run.parked(launcher)) {
      run.first(full);
      assertThat(run.said()).isEqualTo("all");
    }
    assertThatThrownBy(() -> sized(free + 1).assemble(Architecture.host(), Region.A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("program \"large\" has 8388616 bytes; region A holds 8388608");
  }

  private static Program sized(int bytes) {
    ProgramBuilder program = Run.program("large");
    program.struct("ballast").zeros(bytes).end();
    Run.say(program, "all");
    return program.build();
  }

  @Test
  void aStopInTheMiddleOfAMessageDoesNotHarm(Launcher launcher) {
    try (Run run = Run.parked(launcher)) {
      run.first(saying("1"));
      assertThat(run.says(1)).isEqualTo("1");
      byte[] message = message(saying("2"), Region.B);
      int half = message.length / 2;
      for (int at : new int[] {0, half}) {
        run.helper.send(Arrays.copyOfRange(message, at, at + half), List.of());
        Proc.awaitState(run.helper.pid(), 'S');
        Run.KERNEL.pidfdSendSignal(run.helper.pidfd(), SIGSTOP);
        Proc.awaitState(run.helper.pid(), 'T');
        Run.KERNEL.pidfdSendSignal(run.helper.pidfd(), SIGCONT);
      }
      assertThat(message.length % 2).isZero();
      assertThat(run.says(1)).isEqualTo("2");
      run.helper.closeControl();
      assertThat(run.exit()).isEqualTo(Program.FAULT_EXIT);
    }
  }

  /** A program as it is sent. */
  static byte[] message(Program program, Region region) {
    byte[] image = program.assemble(Architecture.host(), region);
    return ByteBuffer.allocate(Long.BYTES + image.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(image.length)
        .put(image)
        .array();
  }

  @Test
  void aProgramForAHelperThatEndedIsRefused(Launcher launcher) {
    try (Run run = Run.parked(launcher)) {
      ProgramBuilder end = Program.named("end");
      run.first(end.build());
      assertThat(run.exit()).isZero();
      assertThatThrownBy(() -> run.helper.run(saying("2"), List.of()))
          .isInstanceOf(KernelException.class)
          .extracting(e -> ((KernelException) e).errno())
          .isEqualTo(Errno.EPIPE);
    }
  }
}
