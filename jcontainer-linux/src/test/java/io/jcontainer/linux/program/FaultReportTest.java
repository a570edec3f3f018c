package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultReportTest {
  private static final long CHECKSUM = 0x1234_5678_9abc_def0L;
  private static final long FIRST = Region.A.base() + Layout.HEADER;

  private final SentProgram sent = new SentProgram(twoSteps(), Region.A, CHECKSUM);

  @Test
  void nothingIsNoFault() {
    assertThat(read(new byte[0])).isEqualTo(new FaultReport.None());
  }

  @Test
  void aFaultNamesStepAndErrno() {
    FaultReport report = read(report(FIRST + Layout.RECORD, -2, CHECKSUM));
    Fault fault = new Fault(1, sent.program().steps().get(1), -2);
    assertThat(report).isEqualTo(new FaultReport.Failed(fault));
    assertThat(fault.errno()).contains(Errno.ENOENT);
  }

  @Test
  void theFirstOfSeveralReportsCounts() {
    byte[] two = Arrays.copyOf(report(FIRST, -1, CHECKSUM), 2 * FaultReport.SIZE);
    assertThat(read(two))
        .isEqualTo(new FaultReport.Failed(new Fault(0, sent.program().steps().getFirst(), -1)));
  }

  @Test
  void theChecksumTellsWhichProgramItWas() {
    SentProgram third = new SentProgram(Program.named("third").build(), Region.A, 3);
    FaultReport report = FaultReport.read(report(FIRST, -1, 3), List.of(sent, third));
    assertThat(report)
        .isEqualTo(new FaultReport.Failed(new Fault(0, third.program().steps().getFirst(), -1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 23})
  void aShortReportIsGarbled(int bytes) {
    assertThat(read(Arrays.copyOf(report(FIRST, -1, CHECKSUM), bytes)))
        .isEqualTo(new FaultReport.Garbled("a fault report of " + bytes + " bytes"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1, 47, -48, 48 * 5, 48L << 32, Long.MIN_VALUE, Long.MAX_VALUE})
  void anAddressOfNoStepIsGarbled(long offset) {
    assertThat(read(report(FIRST + offset, -1, CHECKSUM)))
        .isEqualTo(
            offset == 0
                ? new FaultReport.Failed(new Fault(0, sent.program().steps().getFirst(), -1))
                : new FaultReport.Garbled(
                    "a fault report of no step: 0x" + Long.toHexString(FIRST + offset)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, Long.MAX_VALUE})
  void aResultThatIsNoFailureIsGarbled(long result) {
    assertThat(read(report(FIRST, result, CHECKSUM)))
        .isEqualTo(new FaultReport.Garbled("a fault report of the result " + result));
  }

  @Test
  void aProgramThatWasNotSentIsGarbled() {
    assertThat(read(report(FIRST, -1, CHECKSUM + 1)))
        .isEqualTo(new FaultReport.Garbled("a fault report of a program that was not sent"));
  }

  @Test
  void noBytesMakeItThrow() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length >= FaultReport.SIZE && random.nextBoolean()) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(16, CHECKSUM);
      }
      if (read(bytes) instanceof FaultReport.Failed failed) {
        assertThat(failed.fault().sentence()).startsWith("cannot ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | cannot make a process: EPERM (operation not permitted): the host may forbid",
        "-11 | cannot make a process: EAGAIN (resource temporarily unavailable): the limit on",
        "-38 | cannot make a process: ENOSYS (function not implemented): the kernel, or a seccomp",
        "-22 | cannot make a process: EINVAL (invalid argument)",
        "-4095 | cannot make a process: errno 4095 (an error without a name)",
        "-4096 | cannot make a process: result -4096",
        "-9223372036854775808 | cannot make a process: result -9223372036854775808"
      })
  void aFaultIsASentence(long result, String sentence) {
    assertThat(new Fault(1, sent.program().steps().get(1), result).sentence()).startsWith(sentence);
  }

  private FaultReport read(byte[] bytes) {
    return FaultReport.read(bytes, List.of(sent));
  }

  private static byte[] report(long address, long result, long checksum) {
    return ByteBuffer.allocate(FaultReport.SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(address)
        .putLong(result)
        .putLong(checksum)
        .array();
  }

  private static Program twoSteps() {
    ProgramBuilder program = Program.named("two steps");
    program.step("look", Sys.GETPID);
    program.step("make a process", Sys.CLONE3);
    return program.build();
  }
}
