package io.jcontainer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A line that a container's first process, or one that it started, wrote.
 *
 * @param source to which stream
 * @param time when its beginning was read
 * @param bytes as they came, without the line feed; a line of more than 64 KiB is several
 */
@SuppressWarnings("ArrayRecordComponent") // for reading; equality is not its purpose
public record LogLine(LogSource source, Instant time, byte[] bytes) {
  /** As UTF-8, with a replacement character for what is not. Control characters are kept. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The time in ISO 8601 with nanoseconds where there are, a space, and the text. */
  public String stamped() {
    return time + " " + text();
  }

  /** The same with control characters escaped, safe to show. */
  @Override
  public String toString() {
    return time + " " + source.title() + " " + Text.message(text());
  }
}
