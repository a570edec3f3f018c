package io.jcontainer.benchmarks.library;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One container, from the call that describes it until it is removed. Nanoseconds.
 *
 * @param start until the first process is the command: description, creation, start
 * @param end from there until the exit status is known
 * @param removal of the container, as long as the caller waits for it
 */
public record Sample(long start, long end, long removal) {
  /** From the first call until the exit status is known: what others take for a whole run. */
  public long run() {
    return start + end;
  }

  /** One line, as {@link #parse} reads it. */
  String line() {
    return Stream.of(start, end, removal).map(String::valueOf).collect(Collectors.joining(" "));
  }

  static Sample parse(String line) {
    List<Long> numbers = Arrays.stream(line.split(" ")).map(Long::valueOf).toList();
    if (numbers.size() != 3) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    return new Sample(numbers.get(0), numbers.get(1), numbers.get(2));
  }
}
