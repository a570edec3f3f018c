package io.jcontainer.images.registry;

import io.jcontainer.RegistryException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Reads a whole body into memory, if it is small enough and comes in time. */
final class SmallBody {
  /** The most bytes of a token or an error: 1 MiB. */
  static final int TOKEN_OR_ERROR = 1 << 20;

  private SmallBody() {}

  /**
   * The bytes of the body.
   *
   * @param most bytes; more end the reading
   * @throws IOException if the connection breaks
   * @throws io.jcontainer.RegistryException if the body is larger or takes longer than the limit,
   *     neither of which is worth another try
   */
  static byte[] read(Call call, Answer answer, int most, Duration limit) throws IOException {
    requireUncompressed(call, answer);
    if (answer.contentLength().orElse(0) > most) {
      throw tooLarge(call, most);
    }
    long start = System.nanoTime();
    byte[] bytes = new byte[Math.min(most, 16 << 10)];
    int length = 0;
    while (true) {
      int count = answer.body().read(bytes, length, bytes.length - length);
      if (count < 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += count;
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(most + 1L, bytes.length * 2L));
      }
      if (length > most) {
        throw tooLarge(call, most);
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw call.failed(
            Reason.UNREACHABLE, "the answer took longer than " + limit.toSeconds() + " s");
      }
    }
  }

  /** A compressed answer to a request that did not ask for one could be a bomb. */
  private static void requireUncompressed(Call call, Answer answer) {
    String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw call.failed(Reason.PROTOCOL, "the answer is encoded, which was not asked for");
    }
  }

  private static RuntimeException tooLarge(Call call, int most) {
    return call.failed(
        Reason.PROTOCOL, String.format(Locale.ROOT, "the answer is larger than %,d bytes", most));
  }
}
