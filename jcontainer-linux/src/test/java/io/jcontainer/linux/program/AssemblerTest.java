package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssemblerTest {
  private static final int WORDS_PER_LINE = 6;

  @Test
  void aProgramForX86() {
    // header; greet, finish, leave and trap; two pieces of data, the sink and the constants
    assertThat(words(greet().assemble(Architecture.X86_64, Region.A)))
        .isEqualTo(
            """
            474f5250 31363878 00000118 00000000 ec32eafb 561ec12b
            00000001 00fc00f0 00fc00f8 00fc0100 00fc0108 00fc0108
            00fc0108 00fc00d8 00fc0078 00fc0048 00fc0048 00000000
            000000e7 00fc0108 00fc0108 00fc0108 00fc0108 00fc0108
            00fc0108 00fc00e8 00fc0078 00fc0078 00fc0078 00000000
            000000e7 00fc0110 00fc0108 00fc0108 00fc0108 00fc0108
            00fc0108 00fc00e8 00fc00a8 00fc00a8 00fc00a8 00000000
            80000005 00fc0108 00fc0108 00fc0108 00fc0108 00fc0108
            00fc0108 00fc00e8 00fc00a8 00fc00a8 00fc00a8 00000000
            00000000 00000000 00006968 00000000 00000000 00000000
            00000001 00000000 00fc00e0 00000000 00000002 00000000
            00000000 00000000 0000007d 00000000
            """);
  }

  @Test
  void aProgramForAarch64DiffersInNumbersOnly() {
    List<Integer> x86 = ints(greet().assemble(Architecture.X86_64, Region.A));
    List<Integer> arm = ints(greet().assemble(Architecture.AARCH64, Region.A));
    List<Integer> different =
        IntStream.range(0, x86.size()).filter(i -> !x86.get(i).equals(arm.get(i))).boxed().toList();
    int firstStep = Layout.HEADER / Integer.BYTES;
    int record = Layout.RECORD / Integer.BYTES;
    assertThat(different)
        .containsExactly(
            1, // the magic's second half
            4, // the checksum
            5,
            firstStep,
            firstStep + record,
            firstStep + 2 * record);
    assertThat(arm.get(firstStep)).isEqualTo(64);
    assertThat(arm.get(firstStep + record)).isEqualTo(94);
  }

  @Test
  void everyAddressMovesWithTheRegion() {
    List<Integer> lower = ints(greet().assemble(Architecture.X86_64, Region.A));
    List<Integer> upper = ints(greet().assemble(Architecture.X86_64, Region.B));
    int distance = (int) (Region.B.base() - Region.A.base());
    for (int i = Layout.HEADER / Integer.BYTES; i < lower.size(); i++) {
      boolean address = lower.get(i) >= Region.A.base();
      assertThat(upper.get(i) - lower.get(i)).as("word %d", i).isEqualTo(address ? distance : 0);
    }
  }

  @Test
  void dataOfAnotherProgramIsRefused() {
    Cell foreign = Program.named("other").cell("foreign");
    ProgramBuilder program = Program.named("mix");
    program.step("use it", Sys.CLOSE, foreign.value());
    assertThatThrownBy(() -> program.build().assemble(Architecture.X86_64, Region.A))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("foreign belongs to another program");
  }

  @Test
  void aStructureHoldsItsFieldsLittleEndianAndAddresses() {
    ProgramBuilder program = Program.named("structure");
    Data text = program.string("x");
    Data structure =
        program.struct("structure").u8(1).u16(0x302).u32(0x7060504).u8(8).addressOf(text).end();
    byte[] image = program.build().assemble(Architecture.X86_64, Region.A);
    int steps = program.build().steps().size();
    int at = Layout.HEADER + steps * Layout.RECORD;
    assertThat(structure.size()).isEqualTo(16);
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getLong(at)).isEqualTo('x');
    assertThat(bytes.getLong(at + 8)).isEqualTo(0x0807060504030201L);
    assertThat(bytes.getLong(at + 16)).isEqualTo(Region.A.base() + at);
  }

  @Test
  void theChecksumStartsFromTheAddress() {
    ByteBuffer image = ByteBuffer.wrap(greet().assemble(Architecture.X86_64, Region.B));
    image.order(ByteOrder.LITTLE_ENDIAN);
    long sum = Checksum.of(image, Layout.HEADER, image.capacity(), Region.B.base());
    assertThat(image.getLong(Layout.CHECKSUM)).isEqualTo(sum);
    assertThat(Checksum.of(image, Layout.HEADER, image.capacity(), Region.A.base()))
        .isNotEqualTo(sum);
  }

  private static Program greet() {
    ProgramBuilder program = Program.named("greet");
    Cell written = program.cell("written");
    Data text = program.bytes("text", new byte[] {'h', 'i'});
    program.step("greet", Sys.WRITE, number(1), text.address(), number(2)).into(written);
    return program.build();
  }

  private static List<Integer> ints(byte[] image) {
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    return IntStream.range(0, image.length / Integer.BYTES)
        .mapToObj(i -> bytes.getInt(i * Integer.BYTES))
        .toList();
  }

  /** In hexadecimal, six in a line: the header takes one line and each step two. */
  private static String words(byte[] image) {
    List<Integer> ints = ints(image);
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < ints.size(); at += WORDS_PER_LINE) {
      lines.append(
          ints.subList(at, Math.min(at + WORDS_PER_LINE, ints.size())).stream()
              .map("%08x"::formatted)
              .collect(Collectors.joining(" ", "", "\n")));
    }
    return lines.toString();
  }
}
