package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Condition;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import io.jcontainer.linux.security.ArgumentTest.AtLeast;
import io.jcontainer.linux.security.ArgumentTest.Below;
import io.jcontainer.linux.security.ArgumentTest.BitsAre;
import io.jcontainer.linux.security.ArgumentTest.Check;
import io.jcontainer.linux.security.ArgumentTest.NoneOf;
import io.jcontainer.linux.security.ArgumentTest.OneOf;
import io.jcontainer.linux.security.ArgumentTest.Width;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A user's profile as a policy for one container on one kernel, with the meaning that the form has
 * for Docker and Podman: a rule without conditions goes before those that have some, conditions on
 * the same argument are alternatives, and names that only other architectures have are passed over.
 *
 * <p>Two things are stricter. An argument that the kernel takes as 32 bits is compared in 32, so
 * that no bit above gets a caller past a comparison; and calls through another architecture's
 * interface fail, whatever {@code archMap} says.
 */
public final class ProfilePolicy {
  private static final Check ALWAYS = new AtLeast(0);
  private static final Check NEVER = new Below(0);

  private final Set<Capability> capabilities;
  private final String architecture;
  private final SeccompRules.Kernel kernel;

  private ProfilePolicy(Set<Capability> capabilities, Arch arch, SeccompRules.Kernel kernel) {
    this.capabilities = capabilities;
    this.architecture = arch == Arch.X86_64 ? "amd64" : "arm64";
    this.kernel = kernel;
  }

  /**
   * The policy of rules.
   *
   * @param capabilities of root in the container
   * @param arch whose calls are judged
   * @param kernel that the container runs on
   * @throws InvalidSpecException if a rule refuses a call that no architecture has: a mistake in it
   *     would let through what it is there to stop
   */
  public static SeccompPolicy of(
      SeccompRules rules, Set<Capability> capabilities, Arch arch, SeccompRules.Kernel kernel) {
    return new ProfilePolicy(capabilities, arch, kernel).translate(rules);
  }

  /** The policy of a profile; empty for {@link SeccompProfile#unconfined}. */
  public static Optional<SeccompPolicy> of(
      SeccompProfile profile, Set<Capability> capabilities, Arch arch, SeccompRules.Kernel kernel) {
    return switch (profile) {
      case SeccompProfile.Defaults() -> Optional.of(SeccompPolicy.defaults());
      case SeccompProfile.Strict() -> Optional.of(SeccompPolicy.strict());
      case SeccompProfile.Unconfined() -> Optional.empty();
      case SeccompProfile.Custom(SeccompRules rules) ->
          Optional.of(of(rules, capabilities, arch, kernel));
    };
  }

  private SeccompPolicy translate(SeccompRules profile) {
    List<SeccompRule> unconditional = new ArrayList<>();
    List<SeccompRule> conditional = new ArrayList<>();
    for (Rule rule : profile.rules()) {
      if (!counts(rule) || rule.action().equals(profile.otherwise())) {
        continue;
      }
      Set<String> names = known(rule);
      if (names.isEmpty()) {
        continue;
      }
      if (rule.conditions().isEmpty()) {
        unconditional.add(rule(names, List.of(), rule));
      } else {
        for (String name : names) {
          alternatives(name, rule.conditions())
              .forEach(tests -> conditional.add(rule(Set.of(name), tests, rule)));
        }
      }
    }
    SeccompAction otherwise = action(profile.otherwise());
    return new SeccompPolicy(
        Stream.concat(unconditional.stream(), conditional.stream()).toList(),
        otherwise,
        otherwise instanceof SeccompAction.Errno ? SeccompAction.ENOSYS : otherwise,
        SeccompAction.EPERM);
  }

  private static SeccompRule rule(Set<String> names, List<ArgumentTest> tests, Rule rule) {
    return new SeccompRule(names, tests, action(rule.action()), new SeccompRule.Everywhere());
  }

  private boolean counts(Rule rule) {
    Scope in = rule.includes();
    Scope out = rule.excludes();
    boolean included =
        capabilities.containsAll(in.capabilities())
            && (in.architectures().isEmpty() || in.architectures().contains(architecture))
            && in.kernel().map(least -> kernel.compareTo(least) >= 0).orElse(true);
    boolean excluded =
        out.capabilities().stream().anyMatch(capabilities::contains)
            || out.architectures().contains(architecture)
            || out.kernel().map(least -> kernel.compareTo(least) >= 0).orElse(false);
    return included && !excluded;
  }

  private static Set<String> known(Rule rule) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : rule.names()) {
      if (SeccompPolicy.isKnown(name)) {
        names.add(name);
      } else if (!lets(rule) && !ForeignSyscalls.NAMES.contains(name)) {
        throw new InvalidSpecException(
            "seccomp rule against \"" + name + "\"",
            "there is no such system call, so nothing would be refused; correct the name");
      }
    }
    return names;
  }

  private static boolean lets(Rule rule) {
    return rule.action().kind() == SeccompRules.Kind.ALLOW
        || rule.action().kind() == SeccompRules.Kind.LOG;
  }

  /** All conditions together; or each alone, if an argument has more than one. */
  private static List<List<ArgumentTest>> alternatives(String name, List<Condition> conditions) {
    long arguments = conditions.stream().map(Condition::index).distinct().count();
    List<List<ArgumentTest>> each =
        conditions.stream().map(condition -> tests(name, condition)).toList();
    return arguments < conditions.size()
        ? each
        : List.of(each.stream().flatMap(List::stream).toList());
  }

  /** The tests of a condition: none if it is always met. */
  private static List<ArgumentTest> tests(String name, Condition condition) {
    boolean narrow =
        IntArguments.has(name, condition.index())
            && (condition.value() | condition.valueTwo()) >>> 32 == 0;
    Check check = check(condition, narrow ? 0xFFFF_FFFFL : -1L);
    return check.equals(ALWAYS)
        ? List.of()
        : List.of(new ArgumentTest(condition.index(), narrow ? Width.INT : Width.LONG, check));
  }

  private static Check check(Condition condition, long greatest) {
    long value = condition.value();
    return switch (condition.comparison()) {
      case EQUAL -> new OneOf(List.of(value));
      case NOT_EQUAL -> new NoneOf(List.of(value));
      case AT_LEAST -> new AtLeast(value);
      case LESS -> new Below(value);
      case GREATER -> value == greatest ? NEVER : new AtLeast(value + 1);
      case AT_MOST -> value == greatest ? ALWAYS : new Below(value + 1);
      case MASKED_EQUAL -> masked(value, condition.valueTwo());
    };
  }

  private static Check masked(long mask, long wanted) {
    if (mask == 0) {
      return wanted == 0 ? ALWAYS : NEVER;
    }
    return new BitsAre(mask, wanted);
  }

  private static SeccompAction action(SeccompRules.Action action) {
    return switch (action.kind()) {
      case ALLOW -> SeccompAction.ALLOW;
      case LOG -> new SeccompAction.Log();
      case ERRNO -> new SeccompAction.Errno(action.errno());
      case TRAP -> new SeccompAction.Trap();
      case KILL_THREAD -> new SeccompAction.KillThread();
      case KILL_PROCESS -> new SeccompAction.KillProcess();
    };
  }
}
