package io.jcontainer.linux.security;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A filter's program in words, for people. */
final class BpfListing {
  private static final String NUMBER = "number";

  private final Arch arch;

  /** What the accumulator holds when an instruction is reached; jumps only go forward. */
  private final String[] accumulator;

  private BpfListing(Arch arch, int length) {
    this.arch = arch;
    this.accumulator = new String[length + 1];
    Arrays.fill(accumulator, "accumulator");
  }

  static String of(List<BpfInstruction> program, Arch arch) {
    BpfListing listing = new BpfListing(arch, program.size());
    return IntStream.range(0, program.size())
        .mapToObj(index -> "%4d  %s%n".formatted(index, listing.line(index, program.get(index))))
        .collect(Collectors.joining());
  }

  private String line(int index, BpfInstruction instruction) {
    int next = index + 1;
    String held = accumulator[index];
    return switch (instruction.code()) {
      case BpfInstruction.LOAD -> {
        accumulator[next] = field(instruction.operand());
        yield "load " + accumulator[next];
      }
      case BpfInstruction.JUMP -> {
        accumulator[next + instruction.operand()] = held;
        yield "goto " + (next + instruction.operand());
      }
      case BpfInstruction.IF_EQUAL -> branch(index, instruction, "==");
      case BpfInstruction.AND -> {
        accumulator[next] = held + " & 0x" + Integer.toHexString(instruction.operand());
        yield "and with 0x" + Integer.toHexString(instruction.operand());
      }
      case BpfInstruction.IF_ABOVE -> branch(index, instruction, ">");
      case BpfInstruction.IF_AT_LEAST -> branch(index, instruction, ">=");
      case BpfInstruction.IF_ANY_BIT -> branch(index, instruction, "has any of");
      case BpfInstruction.RETURN -> "return " + verdict(instruction.operand());
      default ->
          throw new IllegalArgumentException(
              "instruction " + index + " has code 0x" + Integer.toHexString(instruction.code()));
    };
  }

  private String branch(int index, BpfInstruction instruction, String comparison) {
    String held = accumulator[index];
    int yes = index + 1 + instruction.yes();
    int no = index + 1 + instruction.no();
    accumulator[yes] = held;
    accumulator[no] = held;
    return "if %s %s %s goto %d else %d"
        .formatted(held, comparison, operand(held, instruction.operand()), yes, no);
  }

  private String operand(String held, int value) {
    String name = held.equals(NUMBER) ? arch.table().name(value) : null;
    return name == null ? "0x" + Integer.toHexString(value) : value + " (" + name + ")";
  }

  private static String field(int offset) {
    if (offset < 16) {
      return offset == 0 ? NUMBER : "architecture";
    }
    return "argument " + (offset - 16) / 8 + (offset % 8 == 0 ? ", low half" : ", high half");
  }

  private static String verdict(int value) {
    return switch (value & 0xFFFF_0000) {
      case 0x7FFF_0000 -> "allow";
      case 0x0005_0000 -> "errno " + (value & 0xFFFF);
      case 0x7FFC_0000 -> "log";
      case 0x0003_0000 -> "trap";
      case 0x0000_0000 -> "kill thread";
      case 0x8000_0000 -> "kill process";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
