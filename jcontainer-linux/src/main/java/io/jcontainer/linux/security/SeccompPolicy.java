package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.InvalidSpecException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which system calls a container's processes may make: rules by name, and what becomes of the calls
 * that no rule speaks of. The first rule that fits decides.
 *
 * @param rules the most particular first
 * @param otherwise what becomes of a known call that no rule fits
 * @param unknown what becomes of a number that belongs to no call known here; ENOSYS lets C
 *     libraries fall back to an older call, as they do on an older kernel
 * @param foreign what becomes of every call made through another architecture's interface (32-bit
 *     programs, x32): those have other numbers and some have other semantics
 */
public record SeccompPolicy(
    List<SeccompRule> rules,
    SeccompAction otherwise,
    SeccompAction unknown,
    SeccompAction foreign) {
  /**
   * Refuses a name that no architecture has: a rule that never fits is a mistake.
   *
   * @throws InvalidSpecException naming it
   */
  public SeccompPolicy {
    rules = List.copyOf(rules);
    for (SeccompRule rule : rules) {
      for (String name : rule.syscalls()) {
        requireKnown(name);
      }
    }
  }

  /**
   * The policy for containers whose owner says nothing: the one that container engines have in
   * common, with what {@link DefaultSeccompRules} names on top.
   */
  public static SeccompPolicy defaults() {
    return Defaults.POLICY;
  }

  /**
   * The default less what ordinary programs do without: an untrusted job is not there to debug
   * others, make special files or speak exotic protocols.
   */
  public static SeccompPolicy strict() {
    return Strict.POLICY;
  }

  /** Cheap, for a policy is looked up at each start: equal policies have equally many rules. */
  @Override
  public int hashCode() {
    return Objects.hash(rules.size(), otherwise, unknown, foreign);
  }

  /** The rules that speak of a call in a container with these capabilities, in order. */
  List<SeccompRule> rulesFor(String syscall, Set<Capability> capabilities) {
    return rules.stream()
        .filter(rule -> rule.syscalls().contains(syscall) && rule.countsWith(capabilities))
        .toList();
  }

  /** Whether an architecture known here has a system call of that name. */
  static boolean isKnown(String name) {
    return Stream.of(Arch.values()).anyMatch(arch -> arch.table().number(name).isPresent());
  }

  private static void requireKnown(String name) {
    if (!isKnown(name)) {
      throw new InvalidSpecException(
          "seccomp rule for \"" + name + "\"", "no architecture known here has such a system call");
    }
  }

  /** Made when first asked for. */
  private static final class Defaults {
    static final SeccompPolicy POLICY =
        new SeccompPolicy(
            DefaultSeccompRules.rules(),
            SeccompAction.EPERM,
            SeccompAction.ENOSYS,
            SeccompAction.EPERM);

    private Defaults() {}
  }

  /** Made when first asked for. */
  private static final class Strict {
    static final SeccompPolicy POLICY =
        new SeccompPolicy(
            Stream.concat(StrictSeccompRules.rules().stream(), DefaultSeccompRules.rules().stream())
                .toList(),
            SeccompAction.EPERM,
            SeccompAction.ENOSYS,
            SeccompAction.EPERM);

    private Strict() {}
  }
}
