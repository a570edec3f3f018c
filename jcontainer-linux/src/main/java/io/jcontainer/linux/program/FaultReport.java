package io.jcontainer.linux.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What came through the status pipe of a program until its end.
 *
 * <pre>
 *  0   address of the step that failed
 *  8   its result
 * 16   checksum of the program it belongs to
 * </pre>
 *
 * <p>The bytes are not trusted: a process inside a container may have written them.
 */
public sealed interface FaultReport {
  /** No step failed: the pipe was closed by the command's {@code execve}, or by an orderly exit. */
  record None() implements FaultReport {}

  /** A step failed. */
  record Failed(Fault fault) implements FaultReport {}

  /**
   * The bytes are no report.
   *
   * @param reason what is wrong with them
   */
  record Garbled(String reason) implements FaultReport {}

  /** Bytes of one report. Several processes of one program may each send one; the first counts. */
  int SIZE = 24;

  /**
   * Understands what was read from the pipe.
   *
   * @param bytes all, or at least the first {@link #SIZE}
   * @param sent the programs that the helper was sent
   */
  static FaultReport read(byte[] bytes, List<SentProgram> sent) {
    if (bytes.length == 0) {
      return new None();
    }
    if (bytes.length < SIZE) {
      return new Garbled("a fault report of " + bytes.length + " bytes");
    }
    ByteBuffer report = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long address = report.getLong();
    long result = report.getLong();
    long checksum = report.getLong();
    return sent.stream()
        .filter(program -> program.checksum() == checksum)
        .findFirst()
        .map(program -> read(address, result, program))
        .orElseGet(() -> new Garbled("a fault report of a program that was not sent"));
  }

  private static FaultReport read(long address, long result, SentProgram sent) {
    long offset = address - sent.region().base() - Layout.HEADER;
    List<Step> steps = sent.program().steps();
    if (offset < 0 || offset % Layout.RECORD != 0 || offset / Layout.RECORD >= steps.size()) {
      return new Garbled("a fault report of no step: 0x" + Long.toHexString(address));
    }
    if (result >= 0) {
      return new Garbled("a fault report of the result " + result);
    }
    int index = (int) (offset / Layout.RECORD);
    return new Failed(new Fault(index, steps.get(index), result));
  }

  /** The step that writes a report. */
  static StepBuilder writer(ProgramBuilder program, int descriptor) {
    Data vectors =
        program
            .struct("fault report")
            .addressOf(Landmark.FAULT)
            .u64(Landmark.FAULT.size())
            .addressOf(Landmark.HEADER, Layout.CHECKSUM)
            .u64(Long.BYTES)
            .end();
    return new StepBuilder(
        "report the fault",
        Sys.WRITEV,
        List.of(Arg.number(descriptor), vectors.address(), Arg.number(2)));
  }
}
