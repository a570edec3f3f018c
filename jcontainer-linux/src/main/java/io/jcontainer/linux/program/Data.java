package io.jcontainer.linux.program;

import java.util.List;

/**
 * A piece of a program's memory: a string, a structure, a buffer, a word. It belongs to the builder
 * that made it and is placed when the program is assembled. Two pieces are equal only if they are
 * the same one.
 */
public final class Data {
  private final String name;
  private final List<Field> fields;
  private final int size;

  Data(String name, List<Field> fields) {
    this.name = name;
    this.fields = List.copyOf(fields);
    this.size = this.fields.stream().mapToInt(Field::size).sum();
  }

  /** What explanations call it. */
  public String name() {
    return name;
  }

  /** Bytes. */
  public int size() {
    return size;
  }

  /** The argument that is where the piece lies. */
  public Arg address() {
    return new Arg.Address(this, 0);
  }

  /** The argument that is an address within the piece. */
  public Arg address(int offset) {
    return new Arg.Address(this, offset);
  }

  /** The 8-byte word at an offset of the piece. */
  public Cell cell(int offset) {
    return new Cell(this, offset);
  }

  List<Field> fields() {
    return fields;
  }

  @Override
  public String toString() {
    return name;
  }
}
