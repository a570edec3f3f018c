package io.jcontainer.linux.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One instruction of a classic BPF program: {@code struct sock_filter} of {@code linux/filter.h}.
 * Jumps count instructions from the one that follows; there is no way back.
 *
 * @param code what to do, one of the constants here
 * @param yes how far a conditional jump goes if the comparison holds, 0 to 255
 * @param no how far it goes otherwise, 0 to 255
 * @param operand offset to load from, value to compare with or to return, distance to jump
 */
record BpfInstruction(int code, int yes, int no, int operand) {
  /** {@code sizeof(struct sock_filter)}: u16 code, u8 jt, u8 jf, u32 k. */
  static final int BYTES = 8;

  /** BPF_LD|BPF_W|BPF_ABS: the accumulator becomes a word of {@code struct seccomp_data}. */
  static final int LOAD = 0x20;

  /** BPF_JMP|BPF_JA|BPF_K: go on, further down, whatever the accumulator. */
  static final int JUMP = 0x05;

  /** BPF_JMP|BPF_JEQ|BPF_K: whether the accumulator equals the operand. */
  static final int IF_EQUAL = 0x15;

  /** BPF_ALU|BPF_AND|BPF_K: the accumulator keeps the bits of the operand alone. */
  static final int AND = 0x54;

  /** BPF_JMP|BPF_JGT|BPF_K: whether it is above the operand, both unsigned. */
  static final int IF_ABOVE = 0x25;

  /** BPF_JMP|BPF_JGE|BPF_K: whether it is not below the operand, both unsigned. */
  static final int IF_AT_LEAST = 0x35;

  /** BPF_JMP|BPF_JSET|BPF_K: whether it has any bit of the operand. */
  static final int IF_ANY_BIT = 0x45;

  /** BPF_RET|BPF_K: the verdict. */
  static final int RETURN = 0x06;

  /** Lays out a program as the kernel reads it on a little-endian machine. */
  static byte[] toBytes(List<BpfInstruction> program) {
    ByteBuffer buffer = ByteBuffer.allocate(program.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (BpfInstruction instruction : program) {
      buffer
          .putShort((short) instruction.code)
          .put((byte) instruction.yes)
          .put((byte) instruction.no)
          .putInt(instruction.operand);
    }
    return buffer.array();
  }

  /** Reads what {@link #toBytes} lays out. */
  static List<BpfInstruction> fromBytes(byte[] bytes) {
    if (bytes.length % BYTES != 0) {
      throw new IllegalArgumentException(bytes.length + " bytes are no whole instructions");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return IntStream.range(0, bytes.length / BYTES)
        .map(index -> index * BYTES)
        .mapToObj(
            at ->
                new BpfInstruction(
                    Short.toUnsignedInt(buffer.getShort(at)),
                    Byte.toUnsignedInt(buffer.get(at + 2)),
                    Byte.toUnsignedInt(buffer.get(at + 3)),
                    buffer.getInt(at + 4)))
        .toList();
  }
}
