package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.linux.security.ArgumentTest.BitsClear;
import io.jcontainer.linux.security.ArgumentTest.Width;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BpfListingTest {
  @Test
  void readsAsASentencePerInstruction() {
    SeccompPolicy policy =
        new SeccompPolicy(
            List.of(
                SeccompRule.of(SeccompAction.ALLOW, "io_setup"),
                SeccompRule.of(SeccompAction.ALLOW, "io_submit")
                    .when(new ArgumentTest(1, Width.LONG, new BitsClear(1L << 32)))),
            SeccompAction.EPERM,
            SeccompAction.EPERM,
            new SeccompAction.KillProcess());

    assertThat(listing(policy, Arch.AARCH64))
        .isEqualTo(
            """
               0  load architecture
               1  if architecture == 0xc00000b7 goto 2 else 10
               2  load number
               3  if number >= 2 (io_submit) goto 5 else 4
               4  if number >= 1 (io_destroy) goto 9 else 8
               5  if number >= 3 (io_cancel) goto 9 else 6
               6  load argument 1, high half
               7  if argument 1, high half has any of 0x1 goto 9 else 8
               8  return allow
               9  return errno 1
              10  return kill process
            """);
  }

  @ParameterizedTest
  @EnumSource
  void hasALineForEachInstruction(Arch arch) {
    byte[] filter = SeccompFilter.compile(SeccompPolicy.defaults(), Capability.defaults(), arch);

    assertThat(SeccompFilter.explain(filter, arch).lines()).hasSize(filter.length / 8);
  }

  @Test
  void whatIsNotOneOfOurProgramsIsRefused() {
    assertThatThrownBy(() -> SeccompFilter.explain(new byte[7], Arch.X86_64))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SeccompFilter.explain(new byte[8], Arch.X86_64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("code 0x0");
  }

  private static String listing(SeccompPolicy policy, Arch arch) {
    return SeccompFilter.explain(SeccompFilter.compile(policy, Set.of(), arch), arch);
  }
}
