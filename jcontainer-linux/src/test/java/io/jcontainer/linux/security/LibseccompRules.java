package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.linux.security.ArgumentTest.BitsClear;
import io.jcontainer.linux.security.ArgumentTest.NoneOf;
import io.jcontainer.linux.security.ArgumentTest.OneOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A policy in the terms of libseccomp, as {@code reference_filter.c} reads it.
 *
 * <p>libseccomp has no order of rules and takes one comparison per argument. So the arguments that
 * a call's rules look at are cut into cells in which all rules answer the same, and each cell
 * becomes a rule of its own, with the answer that {@link SeccompOracle} gives to one value out of
 * it. What would be answered with EPERM anyway is left out, as libseccomp demands.
 */
final class LibseccompRules {
  private final SeccompPolicy policy;
  private final Set<Capability> capabilities;
  private final Arch arch;
  private final SeccompOracle oracle;
  private final StringBuilder text = new StringBuilder();

  private LibseccompRules(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    this.policy = policy;
    this.capabilities = capabilities;
    this.arch = arch;
    this.oracle = new SeccompOracle(policy, capabilities, arch);
  }

  /**
   * The rules for all numbers up to a limit.
   *
   * @param limit above the table's newest, to have some unknown numbers too
   */
  static String of(SeccompPolicy policy, Set<Capability> capabilities, Arch arch, int limit) {
    LibseccompRules rules = new LibseccompRules(policy, capabilities, arch);
    rules.text.append("arch ").append(arch == Arch.X86_64 ? "x86_64" : "aarch64").append('\n');
    for (int number = 0; number < limit; number++) {
      rules.append(number);
    }
    return rules.text.toString();
  }

  /**
   * Values of an argument that all rules treat alike.
   *
   * @param comparison in the form of {@code reference_filter.c}, or empty if it cannot say it
   * @param sample one of the values
   */
  private record Cell(String comparison, long sample) {}

  /**
   * What the rules say of a combination of cells.
   *
   * @param comparisons the cells'
   * @param verdict the word a filter returns
   */
  private record Answer(List<String> comparisons, int verdict) {}

  private void append(int number) {
    String name = arch.table().name(number);
    SortedMap<Integer, List<ArgumentTest>> byArgument = new TreeMap<>();
    if (name != null) {
      policy.rulesFor(name, capabilities).stream()
          .flatMap(rule -> rule.tests().stream())
          .forEach(
              test ->
                  byArgument.computeIfAbsent(test.index(), index -> new ArrayList<>()).add(test));
    }
    Long[] arguments = {0L, 0L, 0L, 0L, 0L, 0L};
    answers(number, byArgument, List.of(), arguments)
        .forEach(answer -> appendRule(number, name, answer));
  }

  /** Goes through all combinations of the remaining arguments' cells. */
  private List<Answer> answers(
      int number,
      SortedMap<Integer, List<ArgumentTest>> remaining,
      List<String> comparisons,
      Long[] arguments) {
    if (remaining.isEmpty()) {
      int verdict = oracle.judge(SeccompData.of(number, arch, arguments));
      return List.of(new Answer(comparisons, verdict));
    }
    int index = remaining.firstKey();
    List<Answer> answers = new ArrayList<>();
    for (Cell cell : cells(remaining.getOrDefault(index, List.of()))) {
      List<String> extended = new ArrayList<>(comparisons);
      extended.add(cell.comparison.isEmpty() ? "" : " " + index + " " + cell.comparison);
      arguments[index] = cell.sample;
      answers.addAll(answers(number, remaining.tailMap(index + 1), extended, arguments));
    }
    return answers.stream().map(Answer::verdict).distinct().count() == 1
        ? List.of(new Answer(comparisons, answers.getFirst().verdict))
        : answers;
  }

  private void appendRule(int number, @Nullable String name, Answer answer) {
    if (answer.verdict == SeccompAction.EPERM.returnValue()) {
      return;
    }
    if (answer.comparisons.contains("")) {
      throw new IllegalStateException("libseccomp has no words for what the rules say of " + name);
    }
    int errno = answer.verdict == SeccompAction.ALLOW.returnValue() ? 0 : answer.verdict & 0xFFFF;
    text.append(
        "rule %d %s %d%s%n".formatted(number, name, errno, String.join("", answer.comparisons)));
  }

  private static List<Cell> cells(List<ArgumentTest> tests) {
    SortedSet<Long> values = new TreeSet<>();
    for (ArgumentTest test : tests) {
      switch (test.check()) {
        case OneOf(List<Long> list) -> values.addAll(list);
        case NoneOf(List<Long> list) -> values.addAll(list);
        case BitsClear(long mask) -> {
          return List.of(new Cell("masked %d 0".formatted(mask), 0), new Cell("", mask));
        }
        default -> throw new IllegalStateException("the default policy has no " + test);
      }
    }
    List<Cell> cells = new ArrayList<>();
    if (values.first() > 0) {
      cells.add(new Cell("lt %d 0".formatted(values.first()), values.first() - 1));
    }
    long next = values.first();
    for (long value : values) {
      cells.addAll(between(next, value));
      cells.add(new Cell("eq %d 0".formatted(value), value));
      next = value + 1;
    }
    cells.add(new Cell("gt %d 0".formatted(values.last()), values.last() + 1));
    return cells;
  }

  /** Two bounds would be two comparisons of one argument: a few values go one by one instead. */
  private static List<Cell> between(long from, long to) {
    return to - from < 64
        ? LongStream.range(from, to)
            .mapToObj(one -> new Cell("eq %d 0".formatted(one), one))
            .toList()
        : List.of(new Cell("", from));
  }
}
