package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.linux.security.ArgumentTest.BitsClear;
import io.jcontainer.linux.security.ArgumentTest.OneOf;
import io.jcontainer.linux.security.ArgumentTest.Width;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeccompPolicyTest {
  private static final SeccompRule NO = SeccompRule.of(SeccompAction.EPERM, "read write");
  private static final SeccompRule YES = SeccompRule.of(SeccompAction.ALLOW, "read");

  @Test
  void aCallThatNobodyHasIsRefused() {
    assertThatThrownBy(() -> policy(SeccompRule.of(SeccompAction.ALLOW, "read raed")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("\"raed\"");
  }

  @Test
  void aCallThatOneArchitectureHasIsKnown() {
    assertThat(policy(SeccompRule.of(SeccompAction.ALLOW, "open")).rules()).hasSize(1);
  }

  @Test
  void theFirstRuleThatFitsDecides() {
    assertThat(verdict(policy(NO, YES), Set.of())).isEqualTo(Verdict.always(SeccompAction.EPERM));
    assertThat(verdict(policy(YES, NO), Set.of())).isEqualTo(Verdict.always(SeccompAction.ALLOW));
  }

  @Test
  void aRuleCountsOnlyInItsContainers() {
    SeccompPolicy policy = policy(YES.holding(Capability.KILL), NO.lacking(Capability.CHOWN), YES);

    assertThat(verdict(policy, Set.of())).isEqualTo(Verdict.always(SeccompAction.EPERM));
    assertThat(verdict(policy, Set.of(Capability.KILL)))
        .isEqualTo(Verdict.always(SeccompAction.ALLOW));
    assertThat(verdict(policy, Set.of(Capability.CHOWN)))
        .isEqualTo(Verdict.always(SeccompAction.ALLOW));
  }

  @Test
  void casesThatChangeNothingGoAway() {
    SeccompRule sometimes = NO.when(ArgumentTest.intOneOf(0, 1L));

    assertThat(verdict(policy(sometimes), Set.of()).cases()).hasSize(1);
    assertThat(verdict(policy(sometimes, NO), Set.of()))
        .isEqualTo(Verdict.always(SeccompAction.EPERM));
    assertThat(verdict(policy(sometimes, YES), Set.of()).cases()).hasSize(1);
  }

  @Test
  void equalPoliciesAreEqual() {
    assertThat(policy(YES, NO)).isEqualTo(policy(YES, NO)).hasSameHashCodeAs(policy(YES, NO));
    assertThat(policy(YES, NO)).isNotEqualTo(policy(NO, YES));
  }

  @Test
  void testsOfWhatCannotBeAreRefused() {
    OneOf wide = new OneOf(List.of(1L << 32));

    assertThatThrownBy(() -> new ArgumentTest(6, Width.INT, new BitsClear(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ArgumentTest(0, Width.INT, wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32-bit");
    assertThat(new ArgumentTest(0, Width.LONG, wide).check()).isEqualTo(wide);
    assertThatThrownBy(() -> new OneOf(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BitsClear(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anErrnoThatTheKernelWouldCutIsRefused() {
    assertThatThrownBy(() -> new SeccompAction.Errno(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeccompAction.Errno(4096))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SeccompPolicy policy(SeccompRule... rules) {
    SeccompAction kill = new SeccompAction.KillProcess();
    return new SeccompPolicy(List.of(rules), kill, SeccompAction.ENOSYS, kill);
  }

  private static Verdict verdict(SeccompPolicy policy, Set<Capability> capabilities) {
    return Verdict.of(policy, "read", capabilities);
  }
}
