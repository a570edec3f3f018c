package io.jcontainer.linux.keep;

import io.jcontainer.kernel.WaitStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * How a detached container ended, as its keeper wrote it down: a magic word, {@code siginfo_t} as
 * {@code waitid(2)} fills it, whether the time limit was over, and the time.
 *
 * @param status of the first process
 * @param timedOut whether the keeper killed it because its time was over
 * @param time when all was read that it had written
 */
public record Departure(WaitStatus status, boolean timedOut, Instant time) {
  /** {@code "ended 1\n"}. */
  static final long MAGIC = 0x0a31_2064_6564_6e65L;

  static final int SIGINFO = Long.BYTES;
  static final int TIMED_OUT = SIGINFO + 128;
  static final int TIME = TIMED_OUT + Long.BYTES;
  static final int SIZE = TIME + 16;

  private static final int SI_CODE = 8;
  static final int SI_PID = 16;
  private static final int SI_STATUS = 24;
  private static final int CLD_EXITED = 1;

  /** Reads it; nothing if the bytes are not one. */
  static Optional<Departure> parse(byte[] bytes) {
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length != SIZE || record.getLong(0) != MAGIC) {
      return Optional.empty();
    }
    boolean exited = record.getInt(SIGINFO + SI_CODE) == CLD_EXITED;
    WaitStatus status =
        new WaitStatus(
            record.getInt(SIGINFO + SI_PID), !exited, record.getInt(SIGINFO + SI_STATUS));
    Instant time = Instant.ofEpochSecond(record.getLong(TIME), record.getLong(TIME + Long.BYTES));
    return Optional.of(new Departure(status, record.getLong(TIMED_OUT) != 0, time));
  }
}
