package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.Errno;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The helper for aarch64 under qemu's user emulation. A helper of the host's kind executes qemu,
 * which inherits the control socket under its number.
 */
@ExtendWith(LauncherExtension.class)
@Requires(Requirement.QEMU_AARCH64)
class Aarch64Test {
  private static final String QEMU = "qemu-aarch64-static";
  private static final int MUTATIONS_STEP = 20;

  @TempDir private Path directory;

  @Test
  void aProgramWritesAndExits(Launcher launcher) throws IOException {
    ProgramBuilder program = Run.program("greet");
    Run.say(program, "hello from aarch64");
    program.exit(7);
    try (Run run = emulated(launcher)) {
      send(run, program.build(), Region.A);
      assertThat(run.said()).isEqualTo("hello from aarch64");
      assertThat(run.exit()).isEqualTo(7);
    }
  }

  @Test
  void resultsBranchAndFeedLaterSteps(Launcher launcher) throws IOException {
    ProgramBuilder program = Run.program("compute");
    Label negative = program.label("negative");
    Label equal = program.label("equal");
    Label both = program.label("both");
    Cell result = program.cell("result");
    program.step("fail", Sys.CLOSE, number(99)).into(result).onNegative(negative);
    program.exit(1);
    program.mark(negative);
    program.skipIf("see why", result, Errno.EBADF, equal);
    program.exit(2);
    program.mark(equal);
    program.step("subtract", Builtin.SUBTRACT, number(50), result.value()).into(result);
    program.step("mask", Builtin.AND, result.value(), number(0xfb)).into(result).onPositive(both);
    program.exit(3);
    program.mark(both);
    program.step("end", Sys.EXIT_GROUP, result.value());
    try (Run run = emulated(launcher)) {
      send(run, program.build(), Region.A);
      assertThat(run.exit()).isEqualTo(59 & 0xfb);
    }
  }

  @Test
  void aFaultIsReported(Launcher launcher) throws IOException {
    ProgramBuilder first = Run.program("first");
    Run.say(first, "1");
    first.readFurtherProgram(Helper.CONTROL);
    ProgramBuilder second = Run.program("second");
    Run.say(second, "2");
    second.step("close nothing", Sys.CLOSE, number(99)).retriedWhenInterrupted();
    try (Run run = emulated(launcher)) {
      send(run, first.build(), Region.A);
      SentProgram sent = send(run, second.build(), Region.B);
      assertThat(run.said()).isEqualTo("12");
      assertThat(FaultReport.read(run.status(), List.of(sent)))
          .isInstanceOfSatisfying(
              FaultReport.Failed.class,
              failed ->
                  assertThat(failed.fault().sentence())
                      .isEqualTo("cannot close nothing: EBADF (bad file descriptor)"));
      assertThat(run.exit()).isEqualTo(Program.FAULT_EXIT);
    }
  }

  @Test
  void noMutationRuns(Launcher launcher) throws IOException {
    ProgramBuilder canary = Program.named("canary");
    Run.say(canary, "!");
    byte[] image = canary.build().assemble(Architecture.AARCH64, Region.B);
    List<byte[]> mutations = new Mutations(image).all().toList();
    StringBuilder expected = new StringBuilder();
    try (Run run = emulated(launcher)) {
      send(run, RefusalTest.refusing().build(), Region.A);
      for (int i = 0; i < mutations.size(); i += MUTATIONS_STEP) {
        run.helper.send(RefusalTest.message(mutations.get(i)), List.of());
        expected.append(RefusalTest.REFUSED);
      }
      run.helper.send(RefusalTest.message(image), List.of());
      assertThat(run.said()).isEqualTo(expected + "!");
    }
  }

  @Test
  void theEndOfTheControlSocketEndsIt(Launcher launcher) throws IOException {
    try (Run run = emulated(launcher)) {
      run.helper.closeControl();
      assertThat(run.exit()).isEqualTo(Program.FAULT_EXIT);
    }
  }

  private Run emulated(Launcher launcher) throws IOException {
    Path file = Files.write(directory.resolve("helper"), ElfImage.of(Architecture.AARCH64));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    ProgramBuilder program = Program.named("emulate");
    program.step(
        "execute qemu",
        Sys.EXECVE,
        program.string(Tools.find(QEMU).toString()).address(),
        program.strings("arguments", List.of(QEMU, file.toString())).address(),
        program.environment("environment", List.of()).address());
    Run run = Run.parked(launcher);
    run.helper.run(program.build(), List.of());
    return run;
  }

  private static SentProgram send(Run run, Program program, Region region) {
    byte[] image = program.assemble(Architecture.AARCH64, region);
    if (region == Region.A) {
      run.raw(RefusalTest.message(image));
    } else {
      run.helper.send(RefusalTest.message(image), List.of());
    }
    long checksum = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong(Layout.CHECKSUM);
    return new SentProgram(program, region, checksum);
  }
}
