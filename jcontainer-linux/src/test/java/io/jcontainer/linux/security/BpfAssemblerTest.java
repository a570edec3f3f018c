package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.linux.security.BpfAssembler.Label;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jumps around the 255 instructions that a conditional one reaches. */
class BpfAssemblerTest {
  private static final int ARGUMENT = 16;
  private static final int NEXT_ARGUMENT = 24;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 251, 252, 253, 254, 255, 256, 257, 258, 259, 260, 600})
  void returnsAreFoundAtAnyDistance(int between) {
    BpfAssembler assembler = new BpfAssembler();
    Label two = assembler.returning(2);
    Label one = assembler.returning(1);
    Label middle = padding(assembler, between, one);

    assertBranches(assembler, one, two, middle);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 251, 252, 253, 254, 255, 256, 257, 258, 259, 260, 600})
  void otherInstructionsAreFoundAtAnyDistance(int between) {
    BpfAssembler assembler = new BpfAssembler();
    Label two = assembler.load(ARGUMENT, assembler.returning(2));
    Label one = assembler.load(ARGUMENT, assembler.returning(1));
    Label middle = padding(assembler, between, one);

    assertBranches(assembler, one, two, middle);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 300})
  void aLoadGoesOnFromWhereItIsTold(int between) {
    BpfAssembler assembler = new BpfAssembler();
    Label seven = assembler.returning(7);
    padding(assembler, between, assembler.returning(8));
    assembler.load(ARGUMENT, seven);

    assertThat(run(assembler, 0, 0)).isEqualTo(7);
  }

  /** Argument 0 picks one, two or neither; the second branch has its targets the other way. */
  private static void assertBranches(BpfAssembler assembler, Label one, Label two, Label middle) {
    Label swapped = assembler.branch(BpfInstruction.IF_EQUAL, 5, two, one);
    Label straight = assembler.branch(BpfInstruction.IF_EQUAL, 6, one, two);
    Label second = assembler.load(NEXT_ARGUMENT, straight);
    Label third = assembler.load(NEXT_ARGUMENT, swapped);
    Label choice = assembler.branch(BpfInstruction.IF_EQUAL, 3, second, third);
    assembler.load(ARGUMENT, assembler.branch(BpfInstruction.IF_AT_LEAST, 9, middle, choice));

    assertThat(run(assembler, 3, 6)).isEqualTo(1);
    assertThat(run(assembler, 3, 0)).isEqualTo(2);
    assertThat(run(assembler, 4, 5)).isEqualTo(2);
    assertThat(run(assembler, 4, 0)).isEqualTo(1);
    assertThat(run(assembler, 9, 0)).isEqualTo(1);
  }

  private static Label padding(BpfAssembler assembler, int length, Label then) {
    Label next = then;
    for (int i = 0; i < length; i++) {
      next = assembler.load(ARGUMENT, next);
    }
    return next;
  }

  private static int run(BpfAssembler assembler, long argument, long nextArgument) {
    return new BpfMachine(BpfInstruction.toBytes(assembler.program()))
        .run(SeccompData.of(0, Arch.X86_64, argument, nextArgument));
  }
}
