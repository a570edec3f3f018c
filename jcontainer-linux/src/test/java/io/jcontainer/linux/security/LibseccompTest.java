package io.jcontainer.linux.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our filters against those that libseccomp makes of the same policy, run by the same machine. */
@Requires({Requirement.GCC, Requirement.LIBSECCOMP})
class LibseccompTest {
  /** For each of eight containers: two million in all. */
  private static final int SAMPLES = 250_000;

  /** Numbers from here on have no rule in the reference: libseccomp knows no ranges of numbers. */
  private static final int LIMIT = 600;

  @TempDir private static Path directory;
  private static CProgram reference;

  @BeforeAll
  static void compileReference() throws IOException, InterruptedException {
    reference = CProgram.compile("reference_filter.c", directory, "-lseccomp");
  }

  static Stream<Arguments> containers() {
    return Stream.of(Arch.values())
        .flatMap(
            arch ->
                Stream.of(
                        Capability.defaults(),
                        Set.<Capability>of(),
                        Set.of(Capability.SYS_ADMIN, Capability.AUDIT_WRITE),
                        Set.of(Capability.values()))
                    .map(capabilities -> Arguments.of(arch, capabilities)));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void decidesAsLibseccompDoes(Arch arch, Set<Capability> capabilities)
      throws IOException, InterruptedException {
    SeccompPolicy policy = SeccompPolicy.defaults();
    BpfMachine ours = new BpfMachine(SeccompFilter.compile(policy, capabilities, arch));
    CProgram.Result built = build(arch, capabilities);
    BpfMachine theirs = new BpfMachine(built.bytes());
    Set<String> unknownToThem = Set.copyOf(built.errors().lines().toList());
    SeccompOracle oracle = new SeccompOracle(policy, capabilities, arch);
    SeccompDataSource source = new SeccompDataSource(new SplittableRandom(618), arch);

    int compared = 0;
    for (int i = 0; i < SAMPLES; i++) {
      SeccompData data = source.next();
      boolean comparable = isToldToThem(data, arch, unknownToThem);
      int expected = comparable ? theirs.run(cutTo32Bits(data)) : oracle.judge(data);
      compared += comparable ? 1 : 0;
      if (ours.run(data) != expected) {
        assertThat(ours.run(data)).as("%s, compared: %s", data, comparable).isEqualTo(expected);
      }
    }
    assertThat(compared).isGreaterThan(SAMPLES * 7 / 10);
  }

  @Test
  void highBitsGetPastAComparisonOf64Bits() throws IOException, InterruptedException {
    BpfMachine theirs = new BpfMachine(build(Arch.X86_64, Capability.defaults()).bytes());
    BpfMachine ours =
        new BpfMachine(
            SeccompFilter.compile(SeccompPolicy.defaults(), Capability.defaults(), Arch.X86_64));
    SeccompData vsock = SeccompData.of(41, Arch.X86_64, 40L | (1L << 32), 1L, 0L);

    assertThat(theirs.run(vsock)).isEqualTo(SeccompAction.ALLOW.returnValue());
    assertThat(ours.run(vsock)).isEqualTo(SeccompAction.EPERM.returnValue());
  }

  private static CProgram.Result build(Arch arch, Set<Capability> capabilities)
      throws IOException, InterruptedException {
    String rules = LibseccompRules.of(SeccompPolicy.defaults(), capabilities, arch, LIMIT);
    CProgram.Result built = reference.run(rules.getBytes(US_ASCII));
    assertThat(built.exitCode()).as(built.errors()).isZero();
    return built;
  }

  /** Whether the reference has a rule for the call, or refuses it for its architecture. */
  private static boolean isToldToThem(SeccompData data, Arch arch, Set<String> unknownToThem) {
    int number = data.number();
    if (data.arch() != arch.auditNumber()) {
      return true;
    }
    if (number < 0 || number >= LIMIT) {
      return arch == Arch.X86_64 && number >= 0x4000_0000;
    }
    String name = arch.table().name(number);
    return name == null ? arch == Arch.X86_64 : !unknownToThem.contains(name);
  }

  /** What the kernel makes of arguments that it declares as int; all that the policy looks at. */
  private static SeccompData cutTo32Bits(SeccompData data) {
    return new SeccompData(
        data.number(),
        data.arch(),
        data.arguments().stream().map(register -> register & 0xFFFF_FFFFL).toList());
  }
}
