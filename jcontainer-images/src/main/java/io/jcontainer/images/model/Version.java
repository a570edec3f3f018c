package io.jcontainer.images.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version in a platform's variant, such as {@code v8} or {@code v8.2}.
 *
 * @param major such as 8
 * @param minor such as 2, or 0
 */
record Version(int major, int minor) implements Comparable<Version> {
  /** The variant of architectures that have none. */
  static final Version FIRST = new Version(1, 0);

  private static final Pattern TEXT = Pattern.compile("v?(\\d{1,2})(?:\\.(\\d{1,2}))?");
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major).thenComparingInt(Version::minor);

  /** Reads {@code v8}, {@code 8} or {@code v8.2}; empty for another text. */
  static Optional<Version> parse(String variant) {
    Matcher matcher = TEXT.matcher(variant);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String minor = matcher.group(2);
    return Optional.of(
        new Version(
            Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor)));
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }
}
