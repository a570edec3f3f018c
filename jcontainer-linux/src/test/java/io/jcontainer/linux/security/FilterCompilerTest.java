package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.linux.security.ArgumentTest.BitsClear;
import io.jcontainer.linux.security.ArgumentTest.NoneOf;
import io.jcontainer.linux.security.ArgumentTest.OneOf;
import io.jcontainer.linux.security.ArgumentTest.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The compiler against the plain reading of the rules, on our own BPF machine. */
class FilterCompilerTest {
  private static final int SAMPLES = 200_000;

  @ParameterizedTest
  @EnumSource
  void theDefaultPolicyIsShort(Arch arch) {
    BpfMachine machine = machine(SeccompPolicy.defaults(), Capability.defaults(), arch);

    assertThat(machine.length()).isLessThan(150);
  }

  @ParameterizedTest
  @EnumSource
  void everyNumberIsFoundInAFewComparisons(Arch arch) {
    BpfMachine machine = machine(SeccompPolicy.defaults(), Capability.defaults(), arch);
    Set<String> byArgument = Set.of("socket", "ioctl", "personality", "clone");
    SeccompDataSource source = new SeccompDataSource(new SplittableRandom(511), arch);

    for (int i = 0; i < SAMPLES; i++) {
      SeccompData data = source.next();
      machine.run(data);
      String name = arch.table().name(data.number());
      boolean looksAtArguments = name != null && byArgument.contains(name);
      if (machine.comparisons() > (looksAtArguments ? 12 : 8)) {
        throw new AssertionError(machine.comparisons() + " comparisons for " + data);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void decidesLikeTheRules(Arch arch) {
    assertAgree(SeccompPolicy.defaults(), Capability.defaults(), arch);
    assertAgree(SeccompPolicy.defaults(), Set.of(), arch);
    assertAgree(SeccompPolicy.defaults(), Set.of(Capability.values()), arch);
  }

  @ParameterizedTest
  @EnumSource
  void aPolicyOfNoRulesRefusesAll(Arch arch) {
    SeccompAction kill = new SeccompAction.KillProcess();

    assertAgree(new SeccompPolicy(List.of(), kill, kill, kill), Set.of(), arch);
    assertAgree(
        new SeccompPolicy(List.of(), kill, SeccompAction.ENOSYS, SeccompAction.EPERM),
        Set.of(),
        arch);
  }

  @Test
  void branchesReachAcrossAnyDistance() {
    SeccompPolicy policy = policy(differentForEachCall(3));
    BpfMachine machine = machine(policy, Set.of(), Arch.X86_64);
    SeccompOracle oracle = new SeccompOracle(policy, Set.of(), Arch.X86_64);

    assertThat(machine.length()).isGreaterThan(1500);
    for (int number = -1; number < 500; number++) {
      for (int hit = 0; hit < 4; hit++) {
        Long[] arguments = {0L, 0L, 0L, 0L};
        arguments[hit] = 38L + hit;
        SeccompData data = SeccompData.of(number, Arch.X86_64, arguments);
        assertThat(machine.run(data)).as("%s", data).isEqualTo(oracle.judge(data));
      }
    }
  }

  @Test
  void aPolicyTooLongForTheKernelIsRefused() {
    assertThatThrownBy(() -> machine(policy(differentForEachCall(16)), Set.of(), Arch.X86_64))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageMatching("invalid seccomp policy: it takes \\d+ instructions .* takes 4096");
  }

  @Test
  void a64BitArgumentIsComparedWhole() {
    long[] values = {0x1_0000_0000L, 0x1L, 0xFFFF_FFFF_FFFF_FFFFL, 0x8000_0000_8000_0000L};
    List<Long> list = LongStream.of(values).boxed().toList();
    SeccompPolicy oneOf = policy(List.of(test(new OneOf(list))));
    SeccompPolicy noneOf = policy(List.of(test(new NoneOf(list))));
    for (long value : values) {
      for (int bit = 0; bit < 64; bit++) {
        assertAgreeOn(oneOf, value ^ (1L << bit));
        assertAgreeOn(noneOf, value ^ (1L << bit));
      }
      assertAgreeOn(oneOf, value);
      assertAgreeOn(noneOf, value);
    }
  }

  @Test
  void bitsOfA64BitArgumentAreLookedForInBothHalves() {
    for (long mask : new long[] {0x7E02_0000L, 0x7E02_0000L << 32, 0x8000_0001_8000_0001L, -1L}) {
      SeccompPolicy policy = policy(List.of(test(new BitsClear(mask))));
      for (int bit = 0; bit < 64; bit++) {
        assertAgreeOn(policy, 1L << bit);
      }
      assertAgreeOn(policy, 0);
    }
  }

  @Test
  void theSameFilterIsCompiledOnceAndHandedOutAsACopy() {
    byte[] first =
        SeccompFilter.compile(SeccompPolicy.defaults(), Capability.defaults(), Arch.X86_64);
    byte[] pristine = first.clone();
    first[0] ^= 1;
    byte[] second =
        SeccompFilter.compile(SeccompPolicy.defaults(), Capability.defaults(), Arch.X86_64);

    assertThat(second).isEqualTo(pristine).isNotSameAs(first);
  }

  /** Cases of their own for every call, so that no two share any code. */
  private static List<SeccompRule> differentForEachCall(int cases) {
    List<SeccompRule> rules = new ArrayList<>();
    Arch.X86_64
        .table()
        .names()
        .forEach(
            (number, name) -> {
              for (long i = 0; i < cases; i++) {
                rules.add(
                    SeccompRule.of(new SeccompAction.Errno(number % 40 + 1), name)
                        .when(ArgumentTest.intOneOf((int) i % 6, 38 + i)));
              }
              rules.add(SeccompRule.of(new SeccompAction.Errno(number + 100), name));
            });
    return rules;
  }

  private static SeccompRule test(ArgumentTest.Check check) {
    return SeccompRule.of(SeccompAction.ALLOW, "lseek")
        .when(new ArgumentTest(1, Width.LONG, check));
  }

  private static SeccompPolicy policy(List<SeccompRule> rules) {
    return new SeccompPolicy(rules, SeccompAction.EPERM, SeccompAction.ENOSYS, SeccompAction.EPERM);
  }

  private static BpfMachine machine(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    return new BpfMachine(SeccompFilter.compile(policy, capabilities, arch));
  }

  private static void assertAgree(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    BpfMachine machine = machine(policy, capabilities, arch);
    SeccompOracle oracle = new SeccompOracle(policy, capabilities, arch);
    SeccompDataSource source = new SeccompDataSource(new SplittableRandom(20), arch);
    for (int i = 0; i < SAMPLES; i++) {
      SeccompData data = source.next();
      if (machine.run(data) != oracle.judge(data)) {
        assertThat(machine.run(data)).as("%s", data).isEqualTo(oracle.judge(data));
      }
    }
  }

  private static void assertAgreeOn(SeccompPolicy policy, long offset) {
    int lseek = Arch.X86_64.table().number("lseek").orElseThrow();
    SeccompData data = SeccompData.of(lseek, Arch.X86_64, 0L, offset);
    assertThat(machine(policy, Set.of(), Arch.X86_64).run(data))
        .as("%s", data)
        .isEqualTo(new SeccompOracle(policy, Set.of(), Arch.X86_64).judge(data));
  }
}
