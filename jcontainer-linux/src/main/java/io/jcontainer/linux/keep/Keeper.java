package io.jcontainer.linux.keep;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Who keeps a detached container, as the keeper itself wrote it down. The numbers are good as long
 * as the home's lock is held, which is to say as long as the keeper lives: until then it has not
 * reaped the first process.
 *
 * @param pid of the keeper, as the host sees it
 * @param firstProcess of the container, likewise
 */
public record Keeper(int pid, int firstProcess) {
  private static final int SIZE = 2 * Long.BYTES;

  static Optional<Keeper> parse(byte[] bytes) {
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length == SIZE
        ? Optional.of(
            new Keeper(
                Math.toIntExact(record.getLong(0)), Math.toIntExact(record.getLong(Long.BYTES))))
        : Optional.empty();
  }
}
