package io.jcontainer;

import java.util.Locale;
import java.util.Map;

/**
 * A Linux signal by its number, 1 to 64. Numbers are those of x86-64 and aarch64, which agree.
 *
 * @param number as in {@code signal(7)}
 */
public record Signal(int number) {
  private static final String[] NAMES = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  /** Older names of the same signals, as {@code signal(7)} lists them. */
  private static final Map<String, Integer> ALIASES = Map.of("IOT", 6, "CLD", 17, "POLL", 29);

  private static final int RT_MIN = 34;
  private static final int RT_MAX = 64;

  /** Hang-up. */
  public static final Signal HUP = new Signal(1);

  /** Interrupt, as from the keyboard. */
  public static final Signal INT = new Signal(2);

  /** Quit with a core dump. */
  public static final Signal QUIT = new Signal(3);

  /** Kill: cannot be caught. */
  public static final Signal KILL = new Signal(9);

  /** First of the two signals left to programs. */
  public static final Signal USR1 = new Signal(10);

  /** Second of the two signals left to programs. */
  public static final Signal USR2 = new Signal(12);

  /** Please end. */
  public static final Signal TERM = new Signal(15);

  /** Continue if stopped. */
  public static final Signal CONT = new Signal(18);

  /** Stop: cannot be caught. */
  public static final Signal STOP = new Signal(19);

  /** Refuses a number outside 1 to 64. */
  public Signal {
    if (number < 1 || number > RT_MAX) {
      throw new InvalidSpecException("signal " + number, "signals are numbered 1 to 64");
    }
  }

  /**
   * Reads a signal as people and images write it: {@code TERM}, {@code SIGTERM}, {@code 15}, {@code
   * RTMIN+3} or {@code SIGRTMAX-1}, in any case.
   *
   * @throws InvalidSpecException if there is no such signal
   */
  public static Signal parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    String bare = name.startsWith("SIG") ? name.substring(3) : name;
    if (bare.matches("\\d{1,2}")) {
      return new Signal(Integer.parseInt(bare));
    }
    Integer alias = ALIASES.get(bare);
    if (alias != null) {
      return new Signal(alias);
    }
    for (int number = 1; number < NAMES.length; number++) {
      if (NAMES[number].equals(bare)) {
        return new Signal(number);
      }
    }
    if (bare.matches("RTMIN(\\+\\d{1,2})?")) {
      return realTime(text, RT_MIN + offset(bare, "RTMIN+"));
    }
    if (bare.matches("RTMAX(-\\d{1,2})?")) {
      return realTime(text, RT_MAX - offset(bare, "RTMAX-"));
    }
    throw unknown(text);
  }

  private static int offset(String bare, String prefix) {
    return bare.length() > prefix.length() - 1
        ? Integer.parseInt(bare.substring(prefix.length()))
        : 0;
  }

  private static Signal realTime(String text, int number) {
    if (number < RT_MIN || number > RT_MAX) {
      throw unknown(text);
    }
    return new Signal(number);
  }

  private static InvalidSpecException unknown(String text) {
    return new InvalidSpecException(
        "signal \"" + Text.printable(text) + "\"", "write a name such as SIGTERM or a number");
  }

  /** The name with its prefix, such as {@code SIGTERM} or {@code SIGRTMIN+3}. */
  @Override
  public String toString() {
    if (number < NAMES.length) {
      return "SIG" + NAMES[number];
    }
    return number < RT_MIN ? "SIG" + number : "SIGRTMIN+" + (number - RT_MIN);
  }
}
