package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Neighbouring system call numbers with the same verdict. Numbers are unsigned 32-bit; a range
 * reaches up to the next one's first.
 *
 * @param first the lowest number
 * @param verdict what becomes of each
 */
record NumberRange(long first, Verdict verdict) {
  /** Bit 30 of the number says x32 ({@code __X32_SYSCALL_BIT} of {@code asm/unistd.h}). */
  private static final long X32 = 0x4000_0000L;

  /** A debugger's way to skip a call, and never an x32 one: the kernel looks for it first. */
  private static final long MINUS_ONE = 0xFFFF_FFFFL;

  /** All numbers from 0 up, in ascending order, no two neighbours alike. */
  static List<NumberRange> of(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    List<NumberRange> ranges = new ArrayList<>();
    Verdict unknown = Verdict.always(policy.unknown());
    long next = 0;
    for (Map.Entry<Integer, String> call : arch.table().names().entrySet()) {
      if (call.getKey() > next) {
        append(ranges, next, unknown);
      }
      append(ranges, call.getKey(), Verdict.of(policy, call.getValue(), capabilities));
      next = call.getKey() + 1L;
    }
    append(ranges, next, unknown);
    if (arch == Arch.X86_64) {
      append(ranges, X32, Verdict.always(policy.foreign()));
      append(ranges, MINUS_ONE, unknown);
    }
    return List.copyOf(ranges);
  }

  private static void append(List<NumberRange> ranges, long first, Verdict verdict) {
    if (ranges.isEmpty() || !ranges.getLast().verdict().equals(verdict)) {
      ranges.add(new NumberRange(first, verdict));
    }
  }
}
