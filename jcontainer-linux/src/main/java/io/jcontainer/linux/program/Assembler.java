package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Turns a program into the bytes that the interpreter reads ({@link Layout}). A step is a record of
 * twelve 32-bit words, little-endian:
 *
 * <pre>
 *  0   number of the operation
 *  4   address of the word that holds argument 1
 *  …
 * 24   address of the word that holds argument 6
 * 28   address of the word that takes the result
 * 32   address of the step that follows a negative result
 * 36   address of the step that follows zero
 * 40   address of the step that follows a positive result
 * 44   zero
 * </pre>
 *
 * <p>Every argument is read through an address, so that a constant and a cell are the same to the
 * interpreter.
 */
final class Assembler {
  private final Program program;
  private final Architecture architecture;
  private final Layout layout;
  private final ByteBuffer out;

  private Assembler(Program program, Architecture architecture, Layout layout) {
    this.program = program;
    this.architecture = architecture;
    this.layout = layout;
    this.out = ByteBuffer.allocate((int) layout.length()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The program's bytes for a region.
   *
   * @throws IllegalArgumentException if it is larger than the region
   */
  static byte[] assemble(Program program, Architecture architecture, Region region) {
    Layout layout = new Layout(program, region);
    if (layout.length() > region.size()) {
      throw new IllegalArgumentException(
          "program \"%s\" has %d bytes; region %s holds %d"
              .formatted(program.name(), layout.length(), region, region.size()));
    }
    return new Assembler(program, architecture, layout).image();
  }

  private byte[] image() {
    out.position(Layout.HEADER);
    program.steps().forEach(this::step);
    program.data().forEach(this::piece);
    out.putLong(0);
    layout.constants().keySet().forEach(out::putLong);
    long sum = Checksum.of(out, Layout.HEADER, out.position(), layout.base());
    out.putLong(0, Machine.of(architecture).magic());
    out.putLong(Layout.LENGTH, layout.length());
    out.putLong(Layout.CHECKSUM, sum);
    return out.array();
  }

  private void step(Step step) {
    out.putInt(step.operation().number(architecture));
    for (int i = 0; i < Step.MAX_ARGUMENTS; i++) {
      Arg argument = i < step.arguments().size() ? step.arguments().get(i) : Arg.number(0);
      address(layout.operand(argument));
    }
    @Nullable Cell result = step.result();
    address(result == null ? layout.sink() : layout.address(result.data(), result.offset()));
    address(layout.step(step.negative()));
    address(layout.step(step.zero()));
    address(layout.step(step.positive()));
    out.putInt(0);
  }

  private void piece(Data piece) {
    for (Field field : piece.fields()) {
      switch (field) {
        case Field.Bytes bytes -> out.put(bytes.bytes());
        case Field.Text text -> out.put(text.bytes());
        case Field.Zeros zeros -> out.position(out.position() + zeros.size());
        case Field.Pointer pointer ->
            out.putLong(layout.address(pointer.target(), pointer.offset()));
        case Field.Unsigned number -> number(number);
      }
    }
    int past = (out.position() - Layout.HEADER) % Long.BYTES;
    if (past != 0) {
      out.position(out.position() + Long.BYTES - past);
    }
  }

  private void number(Field.Unsigned number) {
    for (int i = 0; i < number.size(); i++) {
      out.put((byte) (number.value() >>> (Byte.SIZE * i)));
    }
  }

  /** All of the helper's memory lies below 4 GiB. */
  private void address(long address) {
    out.putInt(Math.toIntExact(address));
  }
}
