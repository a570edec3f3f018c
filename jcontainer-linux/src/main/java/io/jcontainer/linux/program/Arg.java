package io.jcontainer.linux.program;

/** An argument of a step. */
public sealed interface Arg {
  /**
   * A number known when the program is built.
   *
   * @param value all 64 bits of the register
   */
  record Constant(long value) implements Arg {}

  /**
   * An address within a piece of data, or just behind it.
   *
   * @param data the piece
   * @param offset bytes from its start
   */
  record Address(Data data, int offset) implements Arg {
    /** Refuses an address outside the piece. */
    public Address {
      if (offset < 0 || offset > data.size()) {
        throw new IllegalArgumentException(
            "offset " + offset + " is outside " + data.name() + " of " + data.size() + " bytes");
      }
    }
  }

  /**
   * What a cell holds when the step runs.
   *
   * @param cell read at that time
   */
  record Value(Cell cell) implements Arg {}

  /** A number known when the program is built. */
  static Arg number(long value) {
    return new Constant(value);
  }
}
