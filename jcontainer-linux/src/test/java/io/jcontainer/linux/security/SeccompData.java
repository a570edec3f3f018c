package io.jcontainer.linux.security;

import java.util.List;

/**
 * What a filter sees of one system call: {@code struct seccomp_data}.
 *
 * @param number of the call
 * @param arch whose interface it came through
 * @param arguments six registers
 */
record SeccompData(int number, int arch, List<Long> arguments) {
  /** Bytes of the struct: int, u32, u64, u64[6]. */
  static final int BYTES = 64;

  SeccompData {
    arguments = List.copyOf(arguments);
  }

  static SeccompData of(int number, Arch arch, Long... arguments) {
    Long[] six = {0L, 0L, 0L, 0L, 0L, 0L};
    System.arraycopy(arguments, 0, six, 0, arguments.length);
    return new SeccompData(number, arch.auditNumber(), List.of(six));
  }

  /** The 32-bit word at an offset, on a little-endian machine. The instruction pointer is 0. */
  int word(int offset) {
    return switch (offset) {
      case 0 -> number;
      case 4 -> arch;
      case 8, 12 -> 0;
      default -> {
        long argument = arguments.get((offset - 16) / 8);
        yield (int) (offset % 8 == 0 ? argument : argument >>> 32);
      }
    };
  }
}
