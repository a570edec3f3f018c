package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.StartException;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityMaskTest {
  private static final int LAST = 40;

  @Test
  void dockersFourteenAreDockersMask() {
    Set<Capability> fourteen = EnumSet.copyOf(Capability.defaults());
    fourteen.addAll(Set.of(Capability.MKNOD, Capability.NET_RAW, Capability.AUDIT_WRITE));

    assertThat(CapabilityMask.of(fourteen).bits()).isEqualTo(0xA804_25FBL);
    assertThat(CapabilityMask.of(Capability.defaults()).bits()).isEqualTo(0x8004_05FBL);
  }

  @Test
  void noneAndAll() {
    assertThat(CapabilityMask.of(Set.of()).bits()).isZero();
    assertThat(CapabilityMask.of(EnumSet.allOf(Capability.class)).bits())
        .isEqualTo(0x1FF_FFFF_FFFFL);
  }

  @ParameterizedTest
  @EnumSource
  void eachIsOneBit(Capability capability) {
    CapabilityMask mask = CapabilityMask.of(Set.of(capability));

    assertThat(Long.bitCount(mask.bits())).isOne();
    assertThat(IntStream.range(0, 64).filter(mask::has)).hasSize(1);
  }

  @Test
  @Requires(Requirement.GCC)
  void numbersAreThoseOfTheKernelHeaders() throws IOException, InterruptedException {
    Map<String, Integer> header =
        Pattern.compile("#define (CAP_\\w+) ([0-9]+)")
            .matcher(CProgram.macros("#include <linux/capability.h>\n"))
            .results()
            .collect(
                Collectors.toMap(line -> line.group(1), line -> Integer.valueOf(line.group(2))));

    assertThat(header.size()).isGreaterThan(35);
    header.forEach(
        (name, number) ->
            assertThat(CapabilityMask.of(Set.of(Capability.parse(name))).bits())
                .as(name)
                .isEqualTo(1L << number));
  }

  @Test
  void whatIsMissingIsEverythingElse() {
    assertThat(CapabilityMask.of(Set.of()).missing(LAST))
        .isEqualTo(IntStream.rangeClosed(0, 40).boxed().toList());
    assertThat(CapabilityMask.of(EnumSet.allOf(Capability.class)).missing(LAST)).isEmpty();
    assertThat(CapabilityMask.of(Set.of(Capability.CHOWN, Capability.KILL)).missing(6))
        .containsExactly(1, 2, 3, 4, 6);
  }

  @Test
  void numbersWithoutANameAreDroppedToo() {
    assertThat(CapabilityMask.of(EnumSet.allOf(Capability.class)).missing(43))
        .containsExactly(41, 42, 43);
    assertThat(CapabilityMask.of(Set.of()).missing(63)).hasSize(64);
  }

  @Test
  void whatTheKernelCannotGiveIsAnError() {
    CapabilityMask mask = CapabilityMask.of(Set.of(Capability.BPF));

    assertThatThrownBy(() -> mask.missing(38))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.reason()).isEqualTo(StartException.Reason.SETUP))
        .hasMessageContainingAll("CAP_BPF", "CAP_PERFMON");
    assertThat(mask.missing(39)).hasSize(39);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 64})
  void aLastNumberThatIsNoneIsRefused(int last) {
    assertThatThrownBy(() -> CapabilityMask.of(Set.of()).missing(last))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
