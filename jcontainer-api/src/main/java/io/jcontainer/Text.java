package io.jcontainer;

/** Makes text from outside safe to show: no control characters, no endless lines. */
final class Text {
  private static final int LONGEST = 200;
  private static final int LONGEST_MESSAGE = 1000;

  private Text() {}

  /** The text with control characters escaped as {@code \}{@code uXXXX} and cut after 200. */
  static String printable(String text) {
    return printable(text, LONGEST);
  }

  /** The same for a whole message, which has a remedy at its end: cut after 1,000. */
  static String message(String text) {
    return printable(text, LONGEST_MESSAGE);
  }

  private static String printable(String text, int longest) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), longest + 1));
    for (int i = 0; i < text.length() && i < longest; i++) {
      char c = text.charAt(i);
      if (isUnprintable(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return text.length() > longest ? shown.append('…').toString() : shown.toString();
  }

  private static boolean isUnprintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
