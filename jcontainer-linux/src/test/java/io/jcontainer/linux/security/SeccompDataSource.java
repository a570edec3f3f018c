package io.jcontainer.linux.security;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Random system calls, most of them near where a filter has to decide something: numbers around all
 * known ones, arguments around the values of the default policy, often with noise in their high 32
 * bits, sometimes a foreign architecture.
 */
final class SeccompDataSource {
  /** i386, x86-64, arm, aarch64, none. */
  private static final List<Integer> ARCHITECTURES =
      List.of(0x40000003, 0xC000003E, 0x40000028, 0xC00000B7, 0);

  private static final List<String> DECIDED_BY_ARGUMENT =
      List.of("socket", "ioctl", "clone", "personality");

  private static final List<Long> ARGUMENTS =
      List.of(
          0L,
          1L,
          2L,
          8L,
          9L,
          16L,
          38L,
          39L,
          40L,
          0x5412L,
          0x541CL,
          0x2_0000L,
          0x2_0008L,
          0x7E02_0000L,
          0x0200_0000L,
          0x4000_0000L,
          0x8000_0000L,
          0xFFFF_FFFFL);

  private final RandomGenerator random;
  private final Arch arch;
  private final int[] decidedByArgument;

  SeccompDataSource(RandomGenerator random, Arch arch) {
    this.random = random;
    this.arch = arch;
    this.decidedByArgument =
        DECIDED_BY_ARGUMENT.stream()
            .mapToInt(name -> arch.table().number(name).orElseThrow())
            .toArray();
  }

  SeccompData next() {
    int architecture =
        random.nextInt(16) == 0
            ? ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()))
            : arch.auditNumber();
    return new SeccompData(
        number(), architecture, Stream.generate(this::argument).limit(6).toList());
  }

  private int number() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> random.nextInt(arch.table().newest() + 40);
      case 3, 4, 5, 6 -> decidedByArgument[random.nextInt(decidedByArgument.length)];
      default ->
          switch (random.nextInt(3)) {
            case 0 -> random.nextInt();
            case 1 -> 0x4000_0000 | random.nextInt(600);
            default -> -random.nextInt(3);
          };
    };
  }

  private long argument() {
    long near = ARGUMENTS.get(random.nextInt(ARGUMENTS.size())) + random.nextInt(3) - 1;
    return switch (random.nextInt(4)) {
      case 0 -> near;
      case 1 -> (near & 0xFFFF_FFFFL) | ((long) random.nextInt() << 32);
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextInt(600);
    };
  }
}
