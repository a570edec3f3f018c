package io.jcontainer.linux.program;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Puts a structure together, field by field, little-endian and without padding of its own: add
 * {@link #zeros} where the C compiler would.
 */
public final class DataBuilder {
  private final String name;
  private final UnaryOperator<Data> register;
  private final List<Field> fields = new ArrayList<>();
  private int size;

  DataBuilder(String name, UnaryOperator<Data> register) {
    this.name = name;
    this.register = register;
  }

  /** One byte. */
  public DataBuilder u8(int value) {
    return number(1, value, 0xffL);
  }

  /** Two bytes. */
  public DataBuilder u16(int value) {
    return number(2, value, 0xffffL);
  }

  /** Four bytes. */
  public DataBuilder u32(long value) {
    return number(4, value, 0xffff_ffffL);
  }

  /** Eight bytes. */
  public DataBuilder u64(long value) {
    return add(new Field.Unsigned(8, value));
  }

  /** So many zero bytes. */
  public DataBuilder zeros(int count) {
    return count == 0 ? this : add(new Field.Zeros(count));
  }

  /** Bytes as they are. */
  public DataBuilder bytes(byte[] bytes) {
    return bytes.length == 0 ? this : add(new Field.Bytes(bytes.clone()));
  }

  /** The absolute address of another piece of the same program; eight bytes. */
  public DataBuilder addressOf(Data target) {
    return addressOf(target, 0);
  }

  /** The absolute address of a place in another piece of the same program; eight bytes. */
  public DataBuilder addressOf(Data target, int offset) {
    if (offset < 0 || offset > target.size()) {
      throw new IllegalArgumentException("offset " + offset + " is outside " + target.name());
    }
    return add(new Field.Pointer(target, offset));
  }

  /** Bytes so far: the offset of the next field. */
  public int size() {
    return size;
  }

  /** The finished piece, now part of the program. */
  public Data end() {
    return register.apply(new Data(name, fields));
  }

  private DataBuilder number(int width, long value, long mask) {
    boolean unsigned = (value & ~mask) == 0;
    boolean negative = value < 0 && value >= -(mask >>> 1) - 1;
    if (!unsigned && !negative) {
      throw new IllegalArgumentException(value + " does not fit into " + width + " bytes");
    }
    return add(new Field.Unsigned(width, value & mask));
  }

  private DataBuilder add(Field field) {
    size = Math.addExact(size, field.size());
    fields.add(field);
    return this;
  }
}
