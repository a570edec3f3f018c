package io.jcontainer.kernel;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How the arguments of a call are put into words, for error messages and for records of calls.
 *
 * <p>Names come from images and containers: they are shown quoted, with control characters escaped
 * and cut when long, so that they can forge neither a line of a log nor a terminal's state.
 */
public class Wording {
  private static final int LONGEST = 255;

  /** A descriptor: {@code fd 7}, or {@code AT_FDCWD}. */
  public String fd(Descriptor descriptor) {
    int number = descriptor.number();
    return number == Descriptor.CWD.number() ? "AT_FDCWD" : "fd " + number;
  }

  final String fds(List<? extends Descriptor> descriptors) {
    return descriptors.stream().map(this::fd).collect(Collectors.joining(", ", "[", "]"));
  }

  /** How much was to be written; what it says may be a secret. */
  public String content(byte[] bytes, int offset, int length) {
    return length + " bytes";
  }

  /** A name or path in quotes, safe to show. */
  public static String quoted(String text) {
    return '"' + safe(text) + '"';
  }

  /** Text from outside without quotes around it, as safe to show. */
  static String safe(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
    text.codePoints().limit(LONGEST).forEach(point -> appendSafely(shown, point));
    return text.codePointCount(0, text.length()) > LONGEST ? shown + "…" : shown.toString();
  }

  private static void appendSafely(StringBuilder shown, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          shown.append(String.format("\\u%04x", point));
      default -> {
        if (point == '"' || point == '\\') {
          shown.append('\\');
        }
        shown.appendCodePoint(point);
      }
    }
  }
}
