package io.jcontainer.linux.security;

import java.util.List;

/**
 * A question about one argument of a system call.
 *
 * <p>The width decides what is looked at. A filter sees the whole 64-bit register, but the kernel
 * itself uses only the low half of an argument that it declares as {@code int} or {@code unsigned
 * int}: a test of all 64 bits would be passed by by a caller who sets a high one (CVE-2019-10063).
 *
 * @param index of the argument, 0 to 5
 * @param width of the argument in the kernel's declaration of the call
 * @param check what is asked of it
 */
public record ArgumentTest(int index, Width width, Check check) {
  /** How much of a register the kernel takes an argument from. */
  public enum Width {
    /** The low 32 bits: int, unsigned int, uid_t, mode_t, flags that are cut to 32 bits. */
    INT,
    /** All 64 bits: long, size_t, pointers. */
    LONG
  }

  /** What is asked of the argument. */
  public sealed interface Check {}

  /**
   * Whether the argument is one of these.
   *
   * @param values as unsigned numbers, at least one
   */
  public record OneOf(List<Long> values) implements Check {
    /** Copies the values. */
    public OneOf {
      values = atLeastOne(values);
    }
  }

  /**
   * Whether the argument is none of these.
   *
   * @param values as unsigned numbers, at least one
   */
  public record NoneOf(List<Long> values) implements Check {
    /** Copies the values. */
    public NoneOf {
      values = atLeastOne(values);
    }
  }

  /**
   * Whether all of these bits are zero.
   *
   * @param mask the bits, at least one
   */
  public record BitsClear(long mask) implements Check {
    /** Refuses an empty mask. */
    public BitsClear {
      if (mask == 0) {
        throw new IllegalArgumentException("a test of no bits is always passed");
      }
    }
  }

  /**
   * Whether these bits have these values.
   *
   * @param mask the bits, at least one
   * @param value theirs; a bit outside the mask makes the test fail always
   */
  public record BitsAre(long mask, long value) implements Check {
    /** Refuses an empty mask. */
    public BitsAre {
      if (mask == 0) {
        throw new IllegalArgumentException("a test of no bits says nothing of the argument");
      }
    }
  }

  /**
   * Whether the argument is at least a value, as unsigned numbers.
   *
   * @param value to compare with
   */
  public record AtLeast(long value) implements Check {}

  /**
   * Whether the argument is below a value, as unsigned numbers.
   *
   * @param value to compare with
   */
  public record Below(long value) implements Check {}

  /** Refuses an index that no call has, and values that a 32-bit argument cannot have. */
  public ArgumentTest {
    if (index < 0 || index > 5) {
      throw new IllegalArgumentException("a system call has no argument " + index);
    }
    if (width == Width.INT && operands(check).stream().anyMatch(value -> value >>> 32 != 0)) {
      throw new IllegalArgumentException("a 32-bit argument is never one of " + check);
    }
  }

  /** Asks whether a 32-bit argument is one of the values. */
  public static ArgumentTest intOneOf(int index, Long... values) {
    return new ArgumentTest(index, Width.INT, new OneOf(List.of(values)));
  }

  /** Asks whether a 32-bit argument is none of the values. */
  public static ArgumentTest intNoneOf(int index, Long... values) {
    return new ArgumentTest(index, Width.INT, new NoneOf(List.of(values)));
  }

  /** Asks whether a 32-bit argument has none of the bits. */
  public static ArgumentTest intBitsClear(int index, long mask) {
    return new ArgumentTest(index, Width.INT, new BitsClear(mask));
  }

  private static List<Long> operands(Check check) {
    return switch (check) {
      case OneOf(List<Long> values) -> values;
      case NoneOf(List<Long> values) -> values;
      case BitsClear(long mask) -> List.of(mask);
      case BitsAre(long mask, long value) -> List.of(mask, value);
      case AtLeast(long value) -> List.of(value);
      case Below(long value) -> List.of(value);
    };
  }

  private static List<Long> atLeastOne(List<Long> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a test needs a value to compare with");
    }
    return List.copyOf(values);
  }
}
