package io.jcontainer.images.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jcontainer.JContainerException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Feeds damaged input to what reads input of strangers. Each piece is read or refused with an error
 * of ours, within a second; the same seed gives the same pieces.
 */
public final class Fuzz {
  /** How many pieces are tried; {@code -Dfuzz.rounds=1000000} for a long night. */
  public static final int ROUNDS = Integer.getInteger("fuzz.rounds", 4_000);

  private static final long SEED = Long.getLong("fuzz.seed", 20_261_122);
  private static final long LONGEST_NANOS = 1_000_000_000L;
  private static final int LARGEST = 1 << 20;

  private final List<byte[]> seeds;
  private final List<byte[]> pieces;
  private final Consumer<byte[]> target;
  private int refused;

  /**
   * Damages seeds.
   *
   * @param seeds that the target reads
   * @param pieces that are put into them
   * @param target throws an exception of ours, or none
   */
  public Fuzz(List<byte[]> seeds, List<byte[]> pieces, Consumer<byte[]> target) {
    this.seeds = List.copyOf(seeds);
    this.pieces = List.copyOf(pieces);
    this.target = target;
  }

  /** Pieces of text. */
  public static List<byte[]> texts(String... texts) {
    return List.of(texts).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Tries {@link #ROUNDS} times, and returns how often the input was refused. */
  public int run() {
    return run(ROUNDS);
  }

  /** Tries so many times. */
  public int run(int rounds) {
    for (byte[] seed : seeds) {
      target.accept(seed);
    }
    Random random = new Random(SEED);
    for (int round = 0; round < rounds; round++) {
      byte[] input = seeds.get(random.nextInt(seeds.size()));
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        input = changed(input, random);
      }
      long took = take(input, round);
      if (took > LONGEST_NANOS) {
        // the machine may have been busy with something else
        assertThat(take(input, round)).as(shown(input, round)).isLessThan(LONGEST_NANOS);
      }
    }
    return refused;
  }

  private long take(byte[] input, int round) {
    long start = System.nanoTime();
    try {
      target.accept(input.clone());
    } catch (JContainerException e) {
      refused++;
    } catch (RuntimeException | Error e) {
      fail(e + " in " + shown(input, round), e);
    }
    return System.nanoTime() - start;
  }

  private static String shown(byte[] input, int round) {
    return "round " + round + ": " + HexFormat.of().formatHex(input);
  }

  private byte[] changed(byte[] input, Random random) {
    if (input.length == 0) {
      return piece(random);
    }
    int at = random.nextInt(input.length);
    int length = random.nextInt(Math.min(1 + random.nextInt(600), input.length - at) + 1);
    return switch (random.nextInt(8)) {
      case 0, 1 -> {
        byte[] copy = input.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 2 -> {
        byte[] copy = input.clone();
        copy[at] = (byte) random.nextInt(256);
        yield copy;
      }
      case 3 -> spliced(input, at, at + length, new byte[0]);
      case 4 -> spliced(input, at, at, piece(random));
      case 5 -> spliced(input, at, at + length, piece(random));
      case 6 -> repeated(input, at, length, 1 + random.nextInt(20));
      default -> spliced(input, at, input.length, new byte[0]);
    };
  }

  private byte[] piece(Random random) {
    return pieces.get(random.nextInt(pieces.size()));
  }

  private static byte[] repeated(byte[] input, int at, int length, int times) {
    ByteArrayOutputStream slice = new ByteArrayOutputStream();
    for (int i = 0; i < times && input.length + slice.size() < LARGEST; i++) {
      slice.write(input, at, length);
    }
    return spliced(input, at, at, slice.toByteArray());
  }

  private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(input, 0, from);
    result.writeBytes(middle);
    result.write(input, to, input.length - to);
    return result.toByteArray();
  }
}
