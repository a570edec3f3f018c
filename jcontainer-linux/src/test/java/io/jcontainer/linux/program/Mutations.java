package io.jcontainer.linux.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What can become of a program's bytes. None of it is the program itself. */
final class Mutations {
  private static final int RANDOM_CASES = 4000;
  private static final int LONGEST_GARBAGE = 2000;

  private final byte[] image;
  private final Random random = new Random(20_260_101);

  Mutations(byte[] image) {
    this.image = image.clone();
  }

  Stream<byte[]> all() {
    return Stream.of(
            bitFlips(),
            topBitFlips(),
            cuts(),
            cutsWithTheRightLength(),
            additions(),
            times(this::twoFlips),
            times(this::swappedWords),
            times(this::garbage),
            times(this::garbageBehindAHeader))
        .flatMap(mutations -> mutations)
        .filter(mutation -> !Arrays.equals(mutation, image));
  }

  private Stream<byte[]> bitFlips() {
    return IntStream.range(0, image.length * Byte.SIZE).mapToObj(bit -> flipped(image, bit));
  }

  /** In two neighbours: a plain product loses both. */
  private Stream<byte[]> topBitFlips() {
    return IntStream.range(1, image.length / Long.BYTES)
        .mapToObj(
            word -> flipped(flipped(image, word * Long.SIZE - 1), (word + 1) * Long.SIZE - 1));
  }

  private Stream<byte[]> cuts() {
    return IntStream.range(1, image.length).mapToObj(length -> Arrays.copyOf(image, length));
  }

  private Stream<byte[]> cutsWithTheRightLength() {
    return IntStream.range(Layout.CHECKSUM, image.length)
        .mapToObj(length -> withLength(Arrays.copyOf(image, length)));
  }

  private Stream<byte[]> additions() {
    return IntStream.rangeClosed(1, 64)
        .mapToObj(more -> Arrays.copyOf(image, image.length + more))
        .flatMap(longer -> Stream.of(longer, withLength(longer.clone())));
  }

  private byte[] twoFlips() {
    int bits = image.length * Byte.SIZE;
    return flipped(flipped(image, random.nextInt(bits)), random.nextInt(bits));
  }

  private byte[] swappedWords() {
    ByteBuffer swapped = ByteBuffer.wrap(image.clone());
    int words = image.length / Long.BYTES;
    int left = random.nextInt(words) * Long.BYTES;
    int right = random.nextInt(words) * Long.BYTES;
    long kept = swapped.getLong(left);
    swapped.putLong(left, swapped.getLong(right)).putLong(right, kept);
    return swapped.array();
  }

  private byte[] garbage() {
    byte[] garbage = new byte[1 + random.nextInt(LONGEST_GARBAGE)];
    random.nextBytes(garbage);
    return garbage;
  }

  private byte[] garbageBehindAHeader() {
    byte[] garbage = new byte[Layout.HEADER + random.nextInt(LONGEST_GARBAGE)];
    random.nextBytes(garbage);
    System.arraycopy(image, 0, garbage, 0, Layout.HEADER);
    return withLength(garbage);
  }

  private static Stream<byte[]> times(Supplier<byte[]> mutation) {
    return Stream.generate(mutation).limit(RANDOM_CASES);
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return flipped;
  }

  private static byte[] withLength(byte[] bytes) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(Layout.LENGTH, bytes.length);
    return bytes;
  }
}
