package io.jcontainer.linux.program;

/**
 * An 8-byte word in a program's data that steps write their results to and take arguments from. It
 * may lie within a structure, so that a result becomes a field of it. A system call that stores 32
 * bits leaves the other half as it was.
 *
 * @param data the piece it lies in
 * @param offset bytes from the piece's start
 */
public record Cell(Data data, int offset) {
  /** Refuses a word that does not lie within the piece. */
  public Cell {
    if (offset < 0 || offset > data.size() - Long.BYTES) {
      throw new IllegalArgumentException(
          "no word at offset " + offset + " of " + data.name() + ": " + data.size() + " bytes");
    }
  }

  /** The argument that is what the word holds when the step runs. */
  public Arg value() {
    return new Arg.Value(this);
  }

  /** The argument that is where the word lies. */
  public Arg address() {
    return new Arg.Address(data, offset);
  }
}
