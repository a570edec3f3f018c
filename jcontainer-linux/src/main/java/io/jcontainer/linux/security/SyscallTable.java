package io.jcontainer.linux.security;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names and numbers of one architecture's system calls. */
final class SyscallTable {
  /** Of {@link Arch#X86_64}. */
  static final SyscallTable X86_64 = parse(SyscallNumbers.X86_64);

  /** Of {@link Arch#AARCH64}. */
  static final SyscallTable AARCH64 = parse(SyscallNumbers.AARCH64);

  private final NavigableMap<Integer, String> names;
  private final Map<String, Integer> numbers;

  private SyscallTable(NavigableMap<Integer, String> names) {
    this.names = Collections.unmodifiableNavigableMap(names);
    this.numbers =
        names.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  }

  /** Reads the form of {@link SyscallNumbers}. */
  private static SyscallTable parse(String text) {
    NavigableMap<Integer, String> names = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ");
      int first = Integer.parseInt(words[0]);
      for (int i = 1; i < words.length; i++) {
        names.put(first + i - 1, words[i]);
      }
    }
    return new SyscallTable(names);
  }

  /** The number of a call, or empty if this architecture does not have it. */
  OptionalInt number(String name) {
    Integer number = numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The name of a number, or null if the number is not in use. */
  @Nullable String name(int number) {
    return names.get(number);
  }

  /** Every call by its number, in ascending order. */
  NavigableMap<Integer, String> names() {
    return names;
  }

  /** The highest number in use. */
  int newest() {
    return names.lastKey();
  }
}
