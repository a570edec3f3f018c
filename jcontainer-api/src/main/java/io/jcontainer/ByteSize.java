package io.jcontainer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, never negative. Multiples are binary: one KiB is 1,024 bytes.
 *
 * @param bytes the size in bytes
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,19})\\s*(?:([kmgt])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);

  /** Refuses a negative size. */
  public ByteSize {
    if (bytes < 0) {
      throw new InvalidSpecException("size " + bytes, "a size cannot be negative");
    }
  }

  /** The given number of bytes. */
  public static ByteSize ofBytes(long bytes) {
    return new ByteSize(bytes);
  }

  /** The given number of kibibytes (1,024 bytes). */
  public static ByteSize ofKiB(long kibibytes) {
    return scaled(kibibytes, 10);
  }

  /** The given number of mebibytes (1,024 KiB). */
  public static ByteSize ofMiB(long mebibytes) {
    return scaled(mebibytes, 20);
  }

  /** The given number of gibibytes (1,024 MiB). */
  public static ByteSize ofGiB(long gibibytes) {
    return scaled(gibibytes, 30);
  }

  /**
   * Reads a size as people type it: a whole number and an optional unit {@code b}, {@code k},
   * {@code m}, {@code g} or {@code t} (also {@code KiB}, {@code MB} and so on, all binary, as
   * Docker reads them).
   *
   * @throws InvalidSpecException if the text is not such a size or does not fit 63 bits
   */
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw notASize(text);
    }
    String unit = matcher.group(2);
    int shift =
        switch (unit == null ? "" : unit.toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    try {
      return scaled(Long.parseLong(matcher.group(1)), shift);
    } catch (NumberFormatException e) {
      throw notASize(text);
    }
  }

  private static ByteSize scaled(long number, int shift) {
    if (number > Long.MAX_VALUE >> shift) {
      throw new InvalidSpecException("size " + number + " << " + shift, "it does not fit 63 bits");
    }
    return new ByteSize(number < 0 ? number : number << shift);
  }

  private static InvalidSpecException notASize(String text) {
    return new InvalidSpecException(
        "size \"" + Text.printable(text) + "\"", "write a whole number and a unit, such as 256m");
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long value = bytes;
    while (unit < units.length - 1 && value != 0 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + " " + units[unit];
  }
}
