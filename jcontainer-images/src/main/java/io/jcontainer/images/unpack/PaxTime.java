package io.jcontainer.images.unpack;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as extended headers have them: decimal seconds since 1970, also before it, with any number
 * of fractional digits, of which nine are kept. Never a float, never an exponent.
 */
final class PaxTime {
  private static final int LONGEST = 32;
  private static final int NANO_DIGITS = 9;
  private static final Pattern DECIMAL = Pattern.compile("(-?)(\\d{1,18})(?:\\.(\\d*))?");

  private PaxTime() {}

  /** The time, or empty if the text is none that a file can have. */
  static Optional<Instant> parse(String text) {
    Matcher parts = DECIMAL.matcher(text);
    if (text.length() > LONGEST || !parts.matches()) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(parts.group(2));
    long nanos = nanos(parts.group(3) == null ? "" : parts.group(3));
    try {
      boolean before = !parts.group(1).isEmpty();
      return Optional.of(
          Instant.ofEpochSecond(before ? -seconds : seconds, before ? -nanos : nanos));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static long nanos(String fraction) {
    String digits = fraction.length() > NANO_DIGITS ? fraction.substring(0, NANO_DIGITS) : fraction;
    return Long.parseLong(digits + "0".repeat(NANO_DIGITS - digits.length()));
  }
}
