package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.linux.security.ArgumentTest.AtLeast;
import io.jcontainer.linux.security.ArgumentTest.Below;
import io.jcontainer.linux.security.ArgumentTest.BitsAre;
import io.jcontainer.linux.security.ArgumentTest.BitsClear;
import io.jcontainer.linux.security.ArgumentTest.NoneOf;
import io.jcontainer.linux.security.ArgumentTest.OneOf;
import io.jcontainer.linux.security.ArgumentTest.Width;
import io.jcontainer.linux.security.BpfAssembler.Label;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a policy into a BPF program for one architecture.
 *
 * <p>The program checks the architecture, then finds the call's number by a binary search over
 * ranges of numbers with equal verdicts. Two things want it short: the kernel translates it to
 * machine code each time it is attached, and on x86-64 and aarch64 it then runs it once per call
 * number to learn which calls are allowed whatever their arguments (since Linux 5.11); those never
 * run it again.
 *
 * <p>{@code struct seccomp_data} of {@code linux/seccomp.h} is what it looks at:
 *
 * <pre>
 *  0  int nr          4  u32 arch          8  u64 instruction pointer
 * 16  u64 args[6]     each with its low half first on a little-endian machine
 * </pre>
 */
final class FilterCompiler {
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;

  private final BpfAssembler assembler = new BpfAssembler();
  private final Map<Verdict, Label> verdicts = new HashMap<>();

  private FilterCompiler() {}

  static List<BpfInstruction> compile(
      SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    FilterCompiler compiler = new FilterCompiler();
    List<NumberRange> ranges = NumberRange.of(policy, capabilities, arch);
    return compiler.program(policy, ranges, arch);
  }

  private List<BpfInstruction> program(SeccompPolicy policy, List<NumberRange> ranges, Arch arch) {
    Label foreign = answer(policy.foreign());
    Label search = search(ranges);
    Label number = assembler.load(NUMBER, search);
    Label check = assembler.branch(BpfInstruction.IF_EQUAL, arch.auditNumber(), number, foreign);
    assembler.load(ARCHITECTURE, check);
    return assembler.program();
  }

  /** Finds the range of the number in the accumulator. */
  private Label search(List<NumberRange> ranges) {
    if (ranges.size() == 1) {
      return verdict(ranges.getFirst().verdict());
    }
    int middle = ranges.size() / 2;
    int pivot = (int) ranges.get(middle).first();
    Label upper = search(ranges.subList(middle, ranges.size()));
    Label lower = search(ranges.subList(0, middle));
    return assembler.branch(BpfInstruction.IF_AT_LEAST, pivot, upper, lower);
  }

  private Label verdict(Verdict verdict) {
    if (verdict.cases().isEmpty()) {
      return answer(verdict.otherwise());
    }
    Label known = verdicts.get(verdict);
    if (known != null) {
      return known;
    }
    Label next = answer(verdict.otherwise());
    for (Verdict.Case one : verdict.cases().reversed()) {
      Label passed = answer(one.action());
      for (ArgumentTest test : one.tests().reversed()) {
        passed = test(test, passed, next);
      }
      next = passed;
    }
    verdicts.put(verdict, next);
    return next;
  }

  private Label answer(SeccompAction action) {
    return assembler.returning(action.returnValue());
  }

  private Label test(ArgumentTest test, Label passed, Label failed) {
    return switch (test.check()) {
      case OneOf(List<Long> values) -> anyOf(test, values, passed, failed);
      case NoneOf(List<Long> values) -> anyOf(test, values, failed, passed);
      case BitsClear(long mask) -> anyBit(test, mask, failed, passed);
      case BitsAre(long mask, long value) -> bitsAre(test, mask, value, passed, failed);
      case AtLeast(long value) -> atLeast(test, value, passed, failed);
      case Below(long value) -> atLeast(test, value, failed, passed);
    };
  }

  private Label anyOf(ArgumentTest test, List<Long> values, Label yes, Label no) {
    Label next = no;
    if (test.width() == Width.LONG) {
      for (long value : values.reversed()) {
        Label low = assembler.load(lowHalf(test), equal(value, yes, next));
        next = assembler.load(highHalf(test), equal(value >>> 32, low, next));
      }
      return next;
    }
    for (long value : values.reversed()) {
      next = equal(value, yes, next);
    }
    return assembler.load(lowHalf(test), next);
  }

  private Label anyBit(ArgumentTest test, long mask, Label yes, Label no) {
    Label next = no;
    if (mask >>> 32 != 0) {
      next = assembler.load(highHalf(test), bits(mask >>> 32, yes, next));
    }
    if ((int) mask != 0) {
      next = assembler.load(lowHalf(test), bits(mask, yes, next));
    }
    return next;
  }

  private Label bitsAre(ArgumentTest test, long mask, long value, Label yes, Label no) {
    if ((value & ~mask) != 0) {
      return no;
    }
    Label next = yes;
    if ((int) mask != 0) {
      Label compared = assembler.and((int) mask, equal(value, next, no));
      next = assembler.load(lowHalf(test), compared);
    }
    if (mask >>> 32 != 0) {
      Label compared = assembler.and((int) (mask >>> 32), equal(value >>> 32, next, no));
      next = assembler.load(highHalf(test), compared);
    }
    return next;
  }

  private Label atLeast(ArgumentTest test, long value, Label yes, Label no) {
    Label low =
        assembler.load(
            lowHalf(test), assembler.branch(BpfInstruction.IF_AT_LEAST, (int) value, yes, no));
    if (test.width() == Width.INT) {
      return low;
    }
    int high = (int) (value >>> 32);
    Label same = assembler.branch(BpfInstruction.IF_EQUAL, high, low, no);
    return assembler.load(
        highHalf(test), assembler.branch(BpfInstruction.IF_ABOVE, high, yes, same));
  }

  private Label equal(long value, Label yes, Label no) {
    return assembler.branch(BpfInstruction.IF_EQUAL, (int) value, yes, no);
  }

  private Label bits(long mask, Label yes, Label no) {
    return assembler.branch(BpfInstruction.IF_ANY_BIT, (int) mask, yes, no);
  }

  private static int lowHalf(ArgumentTest test) {
    return ARGUMENTS + 8 * test.index();
  }

  private static int highHalf(ArgumentTest test) {
    return lowHalf(test) + 4;
  }
}
