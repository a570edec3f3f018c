package io.jcontainer.linux.security;

import io.jcontainer.InvalidSpecException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a classic BPF program from its last instruction to its first.
 *
 * <p>BPF only jumps forward, so each instruction is written after everything it can lead to: all
 * distances are known at once. A conditional jump reaches 255 instructions; for a target further
 * down a stepping stone is put right behind it, which is an unconditional jump with its 32-bit
 * distance, or simply the target once more when that is a return.
 */
final class BpfAssembler {
  /** {@code BPF_MAXINSNS} of {@code linux/bpf_common.h}. */
  private static final int LONGEST = 4096;

  /** How far a conditional jump may go when the other half may still need a stepping stone. */
  private static final int REACH = 254;

  /** The program upside down. */
  private final List<BpfInstruction> reversed = new ArrayList<>();

  private final Map<Integer, Label> returns = new HashMap<>();

  /**
   * A place in the program to go to.
   *
   * @param fromEnd how many instructions come after it
   */
  record Label(int fromEnd) {}

  /** A return of this value: the nearest there is, or a new one. */
  Label returning(int value) {
    Label known = returns.get(value);
    if (known != null && distance(known) <= REACH) {
      return known;
    }
    Label fresh = emit(new BpfInstruction(BpfInstruction.RETURN, 0, 0, value));
    returns.put(value, fresh);
    return fresh;
  }

  /** Loads the word at an offset of {@code struct seccomp_data} and goes on elsewhere. */
  Label load(int offset, Label then) {
    if (distance(then) != 0) {
      emit(new BpfInstruction(BpfInstruction.JUMP, 0, 0, distance(then)));
    }
    return emit(new BpfInstruction(BpfInstruction.LOAD, 0, 0, offset));
  }

  /** Keeps some bits of the accumulator and goes on elsewhere. */
  Label and(int mask, Label then) {
    if (distance(then) != 0) {
      emit(new BpfInstruction(BpfInstruction.JUMP, 0, 0, distance(then)));
    }
    return emit(new BpfInstruction(BpfInstruction.AND, 0, 0, mask));
  }

  /** Compares the accumulator and goes one way or the other. */
  Label branch(int code, int operand, Label yes, Label no) {
    if (yes.equals(no)) {
      return yes;
    }
    Label nearYes = near(yes);
    Label nearNo = near(no);
    return emit(new BpfInstruction(code, distance(nearYes), distance(nearNo), operand));
  }

  /**
   * The program from its first instruction, which is the one written last.
   *
   * @throws InvalidSpecException if the kernel would refuse it for its length
   */
  List<BpfInstruction> program() {
    if (reversed.size() > LONGEST) {
      throw new InvalidSpecException(
          "seccomp policy",
          "it takes " + reversed.size() + " instructions and the kernel takes " + LONGEST);
    }
    return List.copyOf(reversed.reversed());
  }

  /** How many instructions are between the next one written and a place. */
  private int distance(Label target) {
    return reversed.size() - target.fromEnd - 1;
  }

  private Label near(Label target) {
    if (distance(target) <= REACH) {
      return target;
    }
    BpfInstruction there = reversed.get(target.fromEnd);
    return there.code() == BpfInstruction.RETURN
        ? returning(there.operand())
        : emit(new BpfInstruction(BpfInstruction.JUMP, 0, 0, distance(target)));
  }

  private Label emit(BpfInstruction instruction) {
    reversed.add(instruction);
    return new Label(reversed.size() - 1);
  }
}
