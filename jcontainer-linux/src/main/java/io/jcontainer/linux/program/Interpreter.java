package io.jcontainer.linux.program;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;

/**
 * The machine code that carries a program out, read from its listing.
 *
 * <p>It loops: load the step's operation and the words that its argument addresses point to; make
 * the system call; store the result; if it is negative, note step and result in the {@linkplain
 * Region#FAULT fault words}; go to the step for the result's sign. It knows nothing else: no number
 * of a call, no structure, no bound. {@link Builtin#ENTER} is what keeps garbage out.
 *
 * <p>A line of a listing is a label with a colon, or an instruction: its bytes in hexadecimal, two
 * or more spaces, and its text in the system assembler's syntax, with a comment behind a semicolon.
 *
 * @param lines of the listing, without comments
 */
record Interpreter(List<Line> lines) {
  /**
   * A label or an instruction.
   *
   * @param hex its bytes, empty for a label
   * @param text for the assembler
   */
  record Line(String hex, String text) {}

  static Interpreter parse(String listing) {
    return new Interpreter(listing.lines().map(String::strip).map(Interpreter::line).toList());
  }

  /** All instructions' bytes. */
  byte[] code() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    HexFormat spaced = HexFormat.ofDelimiter(" ");
    lines.forEach(line -> code.writeBytes(spaced.parseHex(line.hex())));
    return code.toByteArray();
  }

  private static Line line(String commented) {
    String line = commented.replaceFirst(";.*", "").strip();
    if (line.endsWith(":")) {
      return new Line("", line);
    }
    int gap = line.indexOf("  ");
    return new Line(line.substring(0, gap), line.substring(gap).strip());
  }
}
