package io.jcontainer.linux.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a classic BPF program as seccomp does. It shares nothing with the compiler under test: the
 * codes are written down again from {@code linux/bpf_common.h}, and programs that the kernel's
 * checks ({@code bpf_check_classic}, {@code seccomp_check_filter}) refuse are refused here.
 */
final class BpfMachine {
  private static final int LD_W_ABS = 0x20;
  private static final int LD_IMM = 0x00;
  private static final int ALU_AND_K = 0x54;
  private static final int JMP_JA = 0x05;
  private static final int JMP_JEQ_K = 0x15;
  private static final int JMP_JGT_K = 0x25;
  private static final int JMP_JGE_K = 0x35;
  private static final int JMP_JSET_K = 0x45;
  private static final int RET_K = 0x06;
  private static final int MOST_INSTRUCTIONS = 4096;

  private final int[] codes;
  private final int[] yes;
  private final int[] no;
  private final int[] operands;
  private int comparisons;

  /**
   * A machine for one program.
   *
   * @param program an array of {@code struct sock_filter}
   */
  BpfMachine(byte[] program) {
    int length = program.length / 8;
    require(program.length % 8 == 0, "the length is a whole number of instructions");
    require(length >= 1 && length <= MOST_INSTRUCTIONS, "1 to 4096 instructions");
    ByteBuffer bytes = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    codes = new int[length];
    yes = new int[length];
    no = new int[length];
    operands = new int[length];
    for (int i = 0; i < length; i++) {
      codes[i] = bytes.getShort() & 0xFFFF;
      yes[i] = bytes.get() & 0xFF;
      no[i] = bytes.get() & 0xFF;
      operands[i] = bytes.getInt();
      check(i, length);
    }
    require(codes[length - 1] == RET_K, "the last instruction returns");
  }

  /** What the program returns for a call. */
  int run(SeccompData data) {
    comparisons = 0;
    int accumulator = 0;
    int at = 0;
    while (codes[at] != RET_K) {
      int operand = operands[at];
      switch (codes[at]) {
        case LD_W_ABS -> accumulator = data.word(operand);
        case LD_IMM -> accumulator = operand;
        case ALU_AND_K -> accumulator &= operand;
        case JMP_JA -> at += operand;
        default -> {
          comparisons++;
          at += holds(codes[at], accumulator, operand) ? yes[at] : no[at];
        }
      }
      at++;
    }
    return operands[at];
  }

  /** How many comparisons the last run took. */
  int comparisons() {
    return comparisons;
  }

  /** How many instructions there are. */
  int length() {
    return codes.length;
  }

  private static boolean holds(int code, int accumulator, int operand) {
    return switch (code) {
      case JMP_JEQ_K -> accumulator == operand;
      case JMP_JGT_K -> Integer.compareUnsigned(accumulator, operand) > 0;
      case JMP_JGE_K -> Integer.compareUnsigned(accumulator, operand) >= 0;
      case JMP_JSET_K -> (accumulator & operand) != 0;
      default -> throw new IllegalStateException("code 0x" + Integer.toHexString(code));
    };
  }

  private void check(int at, int length) {
    switch (codes[at]) {
      case LD_W_ABS -> {
        boolean aligned = operands[at] % 4 == 0;
        boolean inside = operands[at] >= 0 && operands[at] < SeccompData.BYTES;
        require(aligned && inside, "a load of a word of seccomp_data at " + at);
      }
      case LD_IMM, ALU_AND_K, RET_K -> {}
      case JMP_JA ->
          require(
              Integer.compareUnsigned(operands[at], length - at - 1) < 0, "a jump inside at " + at);
      case JMP_JEQ_K, JMP_JGT_K, JMP_JGE_K, JMP_JSET_K ->
          require(
              at + 1 + yes[at] < length && at + 1 + no[at] < length, "a branch inside at " + at);
      default -> require(false, "a known code at " + at + ", not " + codes[at]);
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("the kernel wants " + what);
    }
  }
}
