package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing but a whole program runs: each of these would write to a pipe if a step of it ran. */
@ExtendWith(LauncherExtension.class)
class RefusalTest {
  private static final String CANARY = "!";
  static final String REFUSED = "r";

  /** As many refusals as a pipe holds without being read. */
  private static final int BATCH = 4096;

  @Test
  void noMutationRuns(Launcher launcher) {
    byte[] image = canary().assemble(Architecture.host(), Region.B);
    List<byte[]> mutations = new Mutations(image).all().toList();
    assertThat(mutations.size()).isGreaterThan(15_000);
    try (Run run = Run.of(launcher, refusing())) {
      for (int from = 0; from < mutations.size(); from += BATCH) {
        List<byte[]> batch = mutations.subList(from, Math.min(from + BATCH, mutations.size()));
        batch.forEach(mutation -> run.helper.send(message(mutation), List.of()));
        String said = "";
        while (said.length() < batch.size()) {
          said += run.says(batch.size() - said.length());
        }
        assertThat(said).isEqualTo(REFUSED.repeat(batch.size()));
      }
      run.helper.send(message(image), List.of());
      assertThat(run.said()).as("the canary itself").isEqualTo(CANARY);
    }
  }

  /** Asks for program after program, and says of each that it is none. */
  static ProgramBuilder refusing() {
    ProgramBuilder program = Run.program("refuse");
    Label again = program.label("again");
    Label refused = program.label("refused");
    program.mark(again);
    new FurtherProgram(program, Helper.CONTROL).append(refused);
    program.mark(refused);
    Run.say(program, REFUSED);
    program.jump(again);
    return program;
  }

  private static Program canary() {
    ProgramBuilder program = Program.named("canary");
    Run.say(program, CANARY);
    return program.build();
  }

  static byte[] message(byte[] image) {
    return message(image.length, image);
  }

  private static byte[] message(long length, byte[] image) {
    return ByteBuffer.allocate(Long.BYTES + image.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(image)
        .array();
  }

  @ParameterizedTest
  @MethodSource("strangePrograms")
  void aFreshHelperExitsInsteadOfRunning(byte[] image, Launcher launcher) {
    assertThat(afterwards(launcher, message(image))).isEmpty();
  }

  static Stream<byte[]> strangePrograms() {
    byte[] right = canary().assemble(Architecture.host(), Region.A);
    List<byte[]> mutations = new Mutations(right).all().toList();
    List<byte[]> some = new ArrayList<>();
    for (int i = 0; i < mutations.size(); i += 200) {
      some.add(mutations.get(i));
    }
    some.add(canary().assemble(Architecture.host(), Region.B));
    for (Architecture other : Architecture.values()) {
      if (other != Architecture.host()) {
        some.add(canary().assemble(other, Region.A));
      }
    }
    return some.stream();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        Layout.HEADER,
        Layout.HEADER + Layout.RECORD,
        8 << 20,
        (8 << 20) + 1,
        1L << 32,
        -1,
        Long.MIN_VALUE
      })
  void aLengthThatIsNotTheProgramsEndsTheHelper(long length, Launcher launcher) {
    byte[] right = canary().assemble(Architecture.host(), Region.A);
    assertThat(afterwards(launcher, message(length, right))).isEmpty();
  }

  @Test
  void aMessageLongerThanTheRegionEndsTheHelper(Launcher launcher) {
    byte[] right = canary().assemble(Architecture.host(), Region.A);
    byte[] huge = Arrays.copyOf(right, Region.A.size() + 4096);
    assertThat(afterwards(launcher, message(huge))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 100})
  void aMessageThatEndsEarlyEndsTheHelper(int bytes, Launcher launcher) {
    byte[] right = message(canary().assemble(Architecture.host(), Region.A));
    assertThat(afterwards(launcher, Arrays.copyOf(right, bytes))).isEmpty();
  }

  @Test
  void theCanaryRunsIfNothingIsWrong(Launcher launcher) {
    try (Run run = Run.parked(launcher)) {
      run.first(canary());
      assertThat(run.said()).isEqualTo(CANARY);
      assertThat(run.exit()).isZero();
    }
  }

  /** What a helper says before it exits with the reserved code. */
  private static String afterwards(Launcher launcher, byte[] message) {
    try (Run run = Run.parked(launcher)) {
      try {
        run.raw(message);
      } catch (KernelException e) {
        assertThat(e.errno().name()).as("the helper may be gone already").isEqualTo("EPIPE");
      }
      run.helper.closeControl();
      assertThat(run.exit()).isEqualTo(Program.FAULT_EXIT);
      return run.said();
    }
  }
}
