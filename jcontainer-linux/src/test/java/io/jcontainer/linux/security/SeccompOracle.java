package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.linux.security.ArgumentTest.AtLeast;
import io.jcontainer.linux.security.ArgumentTest.Below;
import io.jcontainer.linux.security.ArgumentTest.BitsAre;
import io.jcontainer.linux.security.ArgumentTest.BitsClear;
import io.jcontainer.linux.security.ArgumentTest.NoneOf;
import io.jcontainer.linux.security.ArgumentTest.OneOf;
import io.jcontainer.linux.security.ArgumentTest.Width;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a policy means, worked out from its rules one by one and without any BPF. */
final class SeccompOracle {
  private final SeccompPolicy policy;
  private final Arch arch;
  private final Map<Integer, List<SeccompRule>> rules = new HashMap<>();

  SeccompOracle(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    this.policy = policy;
    this.arch = arch;
    arch.table()
        .names()
        .forEach((number, name) -> rules.put(number, policy.rulesFor(name, capabilities)));
  }

  /** The word that a filter has to return. */
  int judge(SeccompData data) {
    return action(data).returnValue();
  }

  private SeccompAction action(SeccompData data) {
    boolean x32 = arch == Arch.X86_64 && data.number() != -1 && (data.number() >>> 30) != 0;
    if (data.arch() != arch.auditNumber() || x32) {
      return policy.foreign();
    }
    List<SeccompRule> known = rules.get(data.number());
    if (known == null) {
      return policy.unknown();
    }
    for (SeccompRule rule : known) {
      if (rule.tests().stream().allMatch(test -> passes(test, data))) {
        return rule.action();
      }
    }
    return policy.otherwise();
  }

  private static boolean passes(ArgumentTest test, SeccompData data) {
    long register = data.arguments().get(test.index());
    long value = test.width() == Width.INT ? register & 0xFFFF_FFFFL : register;
    return switch (test.check()) {
      case OneOf(List<Long> values) -> values.contains(value);
      case NoneOf(List<Long> values) -> !values.contains(value);
      case BitsClear(long mask) -> (value & mask) == 0;
      case BitsAre(long mask, long wanted) -> (value & mask) == wanted;
      case AtLeast(long least) -> Long.compareUnsigned(value, least) >= 0;
      case Below(long bound) -> Long.compareUnsigned(value, bound) < 0;
    };
  }
}
