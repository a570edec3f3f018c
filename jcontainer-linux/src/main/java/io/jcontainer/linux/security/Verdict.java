package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What becomes of one system call in one container: the cases in order, then the rest. Numbers with
 * equal verdicts share their code in a filter.
 *
 * @param cases the first whose tests are all passed decides
 * @param otherwise what becomes of the call if none does
 */
record Verdict(List<Case> cases, SeccompAction otherwise) {
  /**
   * One case.
   *
   * @param tests at least one
   * @param action what becomes of the call
   */
  record Case(List<ArgumentTest> tests, SeccompAction action) {}

  Verdict {
    cases = List.copyOf(cases);
  }

  /** The same whatever the arguments. */
  static Verdict always(SeccompAction action) {
    return new Verdict(List.of(), action);
  }

  /** What a policy says of a call, without the cases that make no difference. */
  static Verdict of(SeccompPolicy policy, String syscall, Set<Capability> capabilities) {
    List<Case> cases = new ArrayList<>();
    SeccompAction otherwise = policy.otherwise();
    for (SeccompRule rule : policy.rulesFor(syscall, capabilities)) {
      if (rule.tests().isEmpty()) {
        otherwise = rule.action();
        break;
      }
      cases.add(new Case(rule.tests(), rule.action()));
    }
    while (!cases.isEmpty() && cases.getLast().action().equals(otherwise)) {
      cases.removeLast();
    }
    return new Verdict(cases, otherwise);
  }
}
