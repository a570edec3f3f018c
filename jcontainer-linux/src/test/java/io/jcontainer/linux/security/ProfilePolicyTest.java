package io.jcontainer.linux.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Action;
import io.jcontainer.SeccompRules.Comparison;
import io.jcontainer.SeccompRules.Condition;
import io.jcontainer.SeccompRules.Kind;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Users' profiles, compiled by us and by libseccomp, judged by the same machine. */
@Requires({Requirement.GCC, Requirement.LIBSECCOMP, Requirement.CONTAINERS_PROFILE})
class ProfilePolicyTest {
  private static final SeccompRules.Kernel KERNEL = new SeccompRules.Kernel(6, 18);
  private static final int SAMPLES = 150_000;
  private static final int MMAP = 9;
  private static final Action ALLOW = Action.of(Kind.ALLOW);

  @TempDir private static Path directory;
  private static CProgram reference;
  private static ProfileText profile;

  @BeforeAll
  static void compileReference() throws IOException, InterruptedException {
    reference = CProgram.compile("reference_filter.c", directory, "-lseccomp");
    profile = new ProfileText(Files.readString(Path.of("/usr/share/containers/seccomp.json")));
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

  /** The profile that Podman, Buildah and CRI-O use by default. */
  @ParameterizedTest
  @MethodSource("containers")
  void theProfileOfContainersCommonMeansWhatItMeansToOthers(Arch arch, Set<Capability> caps)
      throws Exception {
    SeccompPolicy policy = ProfilePolicy.of(profile.rules(), caps, arch, KERNEL);
    BpfMachine ours = new BpfMachine(SeccompFilter.compile(policy, caps, arch));
    CProgram.Result built = build(profile.reference(caps, arch));
    BpfMachine theirs = new BpfMachine(built.bytes());
    Set<String> unknownToThem = Set.copyOf(built.errors().lines().toList());
    SeccompDataSource source = new SeccompDataSource(new SplittableRandom(41), arch);
    int compared = 0;
    for (int i = 0; i < SAMPLES; i++) {
      SeccompData data = cutTo32Bits(source.next());
      String name = arch.table().name(data.number());
      boolean native64 = data.arch() == arch.auditNumber();
      if (data.number() < 0
          || (native64 && name != null && unknownToThem.contains(name))
          || (native64 && arch == Arch.AARCH64 && name == null)) {
        continue;
      }
      compared++;
      if (ours.run(data) != theirs.run(data)) {
        assertThat(ours.run(data)).as("%s %s", name, data).isEqualTo(theirs.run(data));
      }
    }
    assertThat(compared).isGreaterThan(SAMPLES / 2);
  }

  /** All 64 bits of an argument, around the values, where carries would show. */
  @ParameterizedTest
  @EnumSource(Comparison.class)
  void comparesAll64Bits(Comparison comparison) throws Exception {
    long[] values = {0, 1, 0xFFFF_FFFFL, 0x1_0000_0000L, 0x1_0000_0001L, 1L << 63, -1L, -2L};
    for (long value : values) {
      for (long second : new long[] {0, value, value & 0xFF00_0000_00FFL}) {
        String operator =
            switch (comparison) {
              case NOT_EQUAL -> "ne";
              case LESS -> "lt";
              case AT_MOST -> "le";
              case EQUAL -> "eq";
              case AT_LEAST -> "ge";
              case GREATER -> "gt";
              case MASKED_EQUAL -> "masked";
            };
        BpfMachine theirs =
            new BpfMachine(
                build(
                        "arch x86_64\nrule %d mmap 0 2 %s %s %s\n"
                            .formatted(
                                MMAP,
                                operator,
                                Long.toUnsignedString(value),
                                Long.toUnsignedString(second)))
                    .bytes());
        BpfMachine ours = machine("mmap", new Condition(2, comparison, value, second));
        for (long argument : values) {
          for (long near :
              new long[] {argument - 1, argument, argument + 1, argument ^ (1L << 40)}) {
            SeccompData data = SeccompData.of(MMAP, Arch.X86_64, 0L, 0L, near);
            assertThat(ours.run(data))
                .as("%x %s %x %x", near, comparison, value, second)
                .isEqualTo(theirs.run(data));
          }
        }
      }
    }
  }

  @Test
  void aBitAbove32GetsNobodyPastATestOfAnInt() {
    BpfMachine ours = machine("socket", new Condition(0, Comparison.NOT_EQUAL, 40, 0));
    int allow = SeccompAction.ALLOW.returnValue();
    assertThat(ours.run(SeccompData.of(41, Arch.X86_64, 39L))).isEqualTo(allow);
    assertThat(ours.run(SeccompData.of(41, Arch.X86_64, 40L | (1L << 32)))).isNotEqualTo(allow);
  }

  @Test
  void conditionsOnOneArgumentAreAlternatives() {
    BpfMachine ours =
        machine(
            "personality",
            new Condition(0, Comparison.EQUAL, 0, 0),
            new Condition(0, Comparison.EQUAL, 8, 0));
    int allow = SeccompAction.ALLOW.returnValue();
    assertThat(ours.run(SeccompData.of(135, Arch.X86_64, 0L))).isEqualTo(allow);
    assertThat(ours.run(SeccompData.of(135, Arch.X86_64, 8L))).isEqualTo(allow);
    assertThat(ours.run(SeccompData.of(135, Arch.X86_64, 4L))).isNotEqualTo(allow);
  }

  @Test
  void aRuleWithoutConditionsGoesFirstWhereverItStands() {
    Condition one = new Condition(0, Comparison.EQUAL, 1, 0);
    SeccompRules rules =
        new SeccompRules(
            Action.errno(1),
            List.of(
                new Rule(List.of("kill"), Action.errno(7), List.of(one), Scope.NONE, Scope.NONE),
                new Rule(List.of("kill"), ALLOW, List.of(), Scope.NONE, Scope.NONE)));
    assertThat(machine(rules).run(SeccompData.of(62, Arch.X86_64, 1L)))
        .isEqualTo(SeccompAction.ALLOW.returnValue());
  }

  @Test
  void kernelAndArchitectureDecideWhetherARuleCounts() {
    Scope recent = new Scope(Set.of(), Set.of(), Optional.of(new SeccompRules.Kernel(6, 19)));
    Scope past = new Scope(Set.of(), Set.of(), Optional.of(new SeccompRules.Kernel(4, 8)));
    Scope other = new Scope(Set.of(), Set.of("arm64"), Optional.empty());
    SeccompRules rules =
        new SeccompRules(
            Action.errno(1),
            List.of(
                new Rule(List.of("getpid"), ALLOW, List.of(), recent, Scope.NONE),
                new Rule(List.of("getuid"), ALLOW, List.of(), past, Scope.NONE),
                new Rule(List.of("getgid"), ALLOW, List.of(), Scope.NONE, past),
                new Rule(List.of("gettid"), ALLOW, List.of(), other, Scope.NONE)));
    BpfMachine machine = machine(rules);
    assertThat(Stream.of(39, 102, 104, 186))
        .map(number -> machine.run(SeccompData.of(number, Arch.X86_64)))
        .containsExactly(
            SeccompAction.EPERM.returnValue(),
            SeccompAction.ALLOW.returnValue(),
            SeccompAction.EPERM.returnValue(),
            SeccompAction.EPERM.returnValue());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eachActionIsTheKernelsOwn(Kind kind) {
    Action action = kind == Kind.ERRNO ? Action.errno(95) : Action.of(kind);
    Action otherwise = kind == Kind.ALLOW ? Action.errno(1) : ALLOW;
    Rule rule = new Rule(List.of("getpid"), action, List.of(), Scope.NONE, Scope.NONE);
    int answer =
        machine(new SeccompRules(otherwise, List.of(rule))).run(SeccompData.of(39, Arch.X86_64));
    assertThat(String.format(Locale.ROOT, "%08x", answer))
        .isEqualTo(
            switch (kind) {
              case ALLOW -> "7fff0000";
              case LOG -> "7ffc0000";
              case ERRNO -> "0005005f";
              case TRAP -> "00030000";
              case KILL_THREAD -> "00000000";
              case KILL_PROCESS -> "80000000";
            });
  }

  private static BpfMachine machine(String call, Condition... conditions) {
    Rule rule = new Rule(List.of(call), ALLOW, List.of(conditions), Scope.NONE, Scope.NONE);
    return machine(new SeccompRules(Action.errno(1), List.of(rule)));
  }

  private static BpfMachine machine(SeccompRules rules) {
    SeccompPolicy policy = ProfilePolicy.of(rules, Set.of(), Arch.X86_64, KERNEL);
    return new BpfMachine(SeccompFilter.compile(policy, Set.of(), Arch.X86_64));
  }

  private static CProgram.Result build(String rules) throws IOException, InterruptedException {
    CProgram.Result built = reference.run(rules.getBytes(US_ASCII));
    assertThat(built.exitCode()).as(built.errors()).isZero();
    return built;
  }

  private static SeccompData cutTo32Bits(SeccompData data) {
    return new SeccompData(
        data.number(),
        data.arch(),
        data.arguments().stream().map(register -> register & 0xFFFF_FFFFL).toList());
  }
}
