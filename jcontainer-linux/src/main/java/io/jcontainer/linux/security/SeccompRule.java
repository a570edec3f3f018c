package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import java.util.List;
import java.util.Set;

/**
 * One line of a policy: these system calls, if their arguments pass every test, have this fate.
 *
 * @param syscalls by name
 * @param tests all of which the arguments must pass; none means that any arguments do
 * @param action what becomes of the call
 * @param scope in which containers the line counts
 */
public record SeccompRule(
    Set<String> syscalls, List<ArgumentTest> tests, SeccompAction action, Scope scope) {
  /** In which containers a rule counts. */
  public sealed interface Scope {}

  /** The rule counts in all containers. */
  public record Everywhere() implements Scope {}

  /**
   * The rule counts in containers whose root has a capability.
   *
   * @param capability which
   */
  public record Holding(Capability capability) implements Scope {}

  /**
   * The rule counts in containers whose root lacks a capability.
   *
   * @param capability which
   */
  public record Lacking(Capability capability) implements Scope {}

  /** Copies the collections. */
  public SeccompRule {
    syscalls = Set.copyOf(syscalls);
    tests = List.copyOf(tests);
  }

  /**
   * A rule for any arguments and all containers.
   *
   * @param action what becomes of the calls
   * @param names of system calls, between white space
   */
  public static SeccompRule of(SeccompAction action, String names) {
    return new SeccompRule(
        Set.of(names.strip().split("\\s+")), List.of(), action, new Everywhere());
  }

  /** The same rule with tests that the arguments must all pass. */
  public SeccompRule when(ArgumentTest... all) {
    return new SeccompRule(syscalls, List.of(all), action, scope);
  }

  /** The same rule for containers whose root has the capability. */
  public SeccompRule holding(Capability capability) {
    return new SeccompRule(syscalls, tests, action, new Holding(capability));
  }

  /** The same rule for containers whose root lacks the capability. */
  public SeccompRule lacking(Capability capability) {
    return new SeccompRule(syscalls, tests, action, new Lacking(capability));
  }

  /** Whether the rule counts in a container with these capabilities. */
  boolean countsWith(Set<Capability> capabilities) {
    return switch (scope) {
      case Everywhere() -> true;
      case Holding(Capability capability) -> capabilities.contains(capability);
      case Lacking(Capability capability) -> !capabilities.contains(capability);
    };
  }
}
