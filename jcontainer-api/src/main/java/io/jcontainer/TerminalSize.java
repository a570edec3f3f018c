package io.jcontainer;

/**
 * How many characters a terminal shows.
 *
 * @param columns in a line, 1 to 65535
 * @param rows of lines, 1 to 65535
 */
public record TerminalSize(int columns, int rows) {
  private static final int MOST = 65_535;

  /**
   * What terminals had when they were machines, and what programs expect of one that does not tell.
   */
  public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

  /**
   * Refuses what does not fit into {@code struct winsize} ({@code ioctl_tty(2)}).
   *
   * @throws InvalidSpecException if a number is outside 1 to 65535
   */
  public TerminalSize {
    if (columns < 1 || columns > MOST || rows < 1 || rows > MOST) {
      throw new InvalidSpecException(
          "terminal size " + columns + "x" + rows, "columns and rows are from 1 to " + MOST);
    }
  }

  @Override
  public String toString() {
    return columns + "x" + rows;
  }
}
