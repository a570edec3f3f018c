package io.jcontainer.kernel;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;

/**
 * The names of a class of flag constants, to put a set of bits into words: {@code
 * O_RDONLY|O_NOFOLLOW}.
 *
 * <p>The names are read from the class itself, so that a new constant cannot be forgotten here.
 * Values of several bits ({@code O_SYNC} contains {@code O_DSYNC}) are taken first.
 */
final class FlagNames {
  private final String prefix;
  private final List<Flag> flags = new ArrayList<>();

  private FlagNames(String prefix) {
    this.prefix = prefix;
  }

  /** All public constants of a class. */
  static FlagNames of(Class<?> constants, String prefix) {
    return of(constants, prefix, name -> true);
  }

  /** Those public constants of a class whose names are accepted. */
  static FlagNames of(Class<?> constants, String prefix, Predicate<String> accepted) {
    FlagNames names = new FlagNames(prefix);
    for (Field field : constants.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && accepted.test(field.getName())) {
        names.flags.add(new Flag(prefix + field.getName(), value(field)));
      }
    }
    names.flags.sort(
        Comparator.comparingInt((Flag flag) -> -Long.bitCount(flag.bits()))
            .thenComparingLong(Flag::bits));
    return names;
  }

  private static long value(Field constant) {
    try {
      long value = constant.getLong(null);
      return constant.getType() == int.class ? Integer.toUnsignedLong((int) value) : value;
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(constant + " is public", impossible);
    }
  }

  /** The bits in words; what has no name is shown in hexadecimal, and nothing at all as 0. */
  String describe(long bits) {
    StringJoiner text = new StringJoiner("|").setEmptyValue("0");
    long left = describe(bits, text);
    if (left != 0) {
      text.add("0x" + Long.toHexString(left));
    }
    return text.toString();
  }

  /** Adds the names to a text and returns the bits that have none. */
  long describe(long bits, StringJoiner text) {
    long left = bits;
    for (Flag flag : flags) {
      if (flag.bits() != 0 && (left & flag.bits()) == flag.bits()) {
        text.add(flag.name());
        left &= ~flag.bits();
      }
    }
    return left;
  }

  /** The name of a value that is one of several and no set. */
  String describeOne(long value) {
    return flags.stream()
        .filter(flag -> flag.bits() == value)
        .map(Flag::name)
        .findFirst()
        .orElse(prefix + value);
  }

  private record Flag(String name, long bits) {}
}
