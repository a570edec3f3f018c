package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramBuilderTest {
  private final ProgramBuilder program = Program.named("test");

  @Test
  void aLabelMarksOnePlace() {
    Label label = program.label("here");
    program.jump(label);
    assertThatThrownBy(program::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("label here marks no place");
    program.mark(label);
    assertThatThrownBy(() -> program.mark(label))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("label here marks two places");
  }

  @Test
  void aLabelBehindTheLastStepIsTheEnd() {
    Label end = program.label("end");
    program.jump(end);
    program.mark(end);
    Program built = program.build();
    assertThat(built.steps().get(built.steps().getFirst().zero()).name()).isEqualTo("finish");
  }

  @Test
  void aStepHasSixArgumentsAtMost() {
    Arg zero = number(0);
    program.step("call", Sys.MMAP, zero, zero, zero, zero, zero, zero, zero);
    assertThatThrownBy(program::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("call: a system call has at most six arguments");
  }

  @Test
  void aStringWithNulIsRefused() {
    assertThatThrownBy(() -> program.string("a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NUL in the string \"a\\u0000b\"");
    assertThatThrownBy(() -> program.environment("envp", List.of("KEY=secret\0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NUL in the string \"KEY=...\"");
  }

  @Test
  void theSameStringIsStoredOnce() {
    assertThat(program.string("/proc")).isSameAs(program.string("/proc"));
    assertThat(program.string("/proc").size()).isEqualTo(6);
  }

  @Test
  void bytesThatAreNotUtf8AreKept() {
    assertThat(program.string("a\udcff").fields().getFirst())
        .isInstanceOfSatisfying(
            Field.Text.class, text -> assertThat(text.bytes()).containsExactly('a', 0xff, 0));
  }

  @Test
  void theSecondPieceOfANameGetsANumber() {
    assertThat(program.cell("fd").data().name()).isEqualTo("fd");
    assertThat(program.cell("fd").data().name()).isEqualTo("fd#2");
    assertThat(program.cell("fd").data().name()).isEqualTo("fd#3");
  }

  @Test
  void aCellLiesWithinItsPiece() {
    Data piece = program.buffer("piece", 12);
    assertThat(piece.cell(4).offset()).isEqualTo(4);
    assertThatThrownBy(() -> piece.cell(5)).hasMessage("no word at offset 5 of piece: 12 bytes");
    assertThatThrownBy(() -> piece.cell(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAddressLiesWithinItsPieceOrJustBehind() {
    Data piece = program.buffer("piece", 12);
    assertThat(piece.address(12)).isEqualTo(new Arg.Address(piece, 12));
    assertThatThrownBy(() -> piece.address(13))
        .hasMessage("offset 13 is outside piece of 12 bytes");
    assertThatThrownBy(() -> program.struct("other").addressOf(piece, 13))
        .hasMessage("offset 13 is outside piece");
  }

  @ParameterizedTest
  @ValueSource(ints = {-129, 256, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aNumberThatDoesNotFitIsRefused(int value) {
    assertThatThrownBy(() -> program.struct("s").u8(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(value + " does not fit into 1 bytes");
  }

  @Test
  void negativeNumbersFitAsTheirBits() {
    Data data = program.struct("s").u8(-1).u8(255).u16(-32768).u32(-1).u32(0xffff_ffffL).end();
    assertThat(data.fields())
        .containsExactly(
            new Field.Unsigned(1, 0xff),
            new Field.Unsigned(1, 0xff),
            new Field.Unsigned(2, 0x8000),
            new Field.Unsigned(4, 0xffff_ffffL),
            new Field.Unsigned(4, 0xffff_ffffL));
  }

  @Test
  void anEmptyStructureHasAnAddress() {
    Data empty = program.struct("groups").end();
    assertThat(empty.size()).isZero();
    assertThat(empty.address()).isEqualTo(new Arg.Address(empty, 0));
  }

  @Test
  void whatWasBuiltDoesNotChangeWithTheBuilder() {
    program.step("first", Sys.GETPID);
    Program built = program.build();
    program.step("second", Sys.GETPID);
    assertThat(built.steps())
        .extracting(Step::name)
        .containsExactly("first", "finish", "leave", "trap");
    assertThat(program.build().steps()).hasSize(5);
  }
}
