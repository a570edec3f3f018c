package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine the filters are tested with, on programs written by hand. */
class BpfMachineTest {
  private static final String RETURN_7 = "0600000007000000";

  @Test
  void loadsComparesAndReturns() {
    // load number; if >= 2 goto +1; return 7; and with 0x0c; if == 0x0c return 7; return 9
    BpfMachine machine =
        new BpfMachine(
            bytes(
                "2000000000000000",
                "3500010002000000",
                RETURN_7,
                "540000000c000000",
                "150001000c000000",
                "0600000009000000",
                RETURN_7));

    assertThat(machine.run(SeccompData.of(1, Arch.X86_64))).isEqualTo(7);
    assertThat(machine.run(SeccompData.of(4, Arch.X86_64))).isEqualTo(9);
    assertThat(machine.run(SeccompData.of(-1, Arch.X86_64))).isEqualTo(7);
    assertThat(machine.comparisons()).isEqualTo(2);
  }

  @Test
  void seesHighHalvesFourBytesOn() {
    BpfMachine machine =
        new BpfMachine(bytes("200000001c000000", "4500000100000080", RETURN_7, "0600000000000000"));

    assertThat(machine.run(SeccompData.of(0, Arch.X86_64, 0L, 1L << 63))).isEqualTo(7);
    assertThat(machine.run(SeccompData.of(0, Arch.X86_64, 0L, 1L << 31))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2000000000000000", // no return at the end
        "1500000100000000" + RETURN_7, // past the end
        "05000000ffffffff" + RETURN_7, // back
        "2000000040000000" + RETURN_7, // past seccomp_data
        "2000000002000000" + RETURN_7, // unaligned
        "2800000000000000" + RETURN_7, // a load of 16 bits
      })
  void whatTheKernelRefusesIsRefused(String program) {
    assertThatThrownBy(() -> new BpfMachine(bytes(program)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the kernel wants");
  }

  private static byte[] bytes(String... instructions) {
    return HexFormat.of().parseHex(String.join("", instructions));
  }
}
