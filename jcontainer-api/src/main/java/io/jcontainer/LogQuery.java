package io.jcontainer;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which lines of a container's log are wanted. Immutable: each {@code with} gives another one.
 *
 * <pre>{@code
 * container.logs(LogQuery.all().withTail(100).withFollow())
 * }</pre>
 *
 * @param sources of the lines
 * @param tail how many of the last lines that are there at the call, if not all
 * @param since the earliest time of a line
 * @param until the time before which a line is
 * @param follow whether to wait for further lines until the container ends or {@code until} is past
 */
public record LogQuery(
    Set<LogSource> sources,
    OptionalInt tail,
    Optional<Instant> since,
    Optional<Instant> until,
    boolean follow) {
  /**
   * Refuses what no line can match.
   *
   * @throws InvalidSpecException with what is wrong
   */
  public LogQuery {
    sources = Set.copyOf(sources);
    if (sources.isEmpty()) {
      throw new InvalidSpecException("log query", "it names at least one source");
    }
    if (tail.isPresent() && tail.getAsInt() < 0) {
      throw new InvalidSpecException(
          "log tail " + tail.getAsInt(), "it is a number of lines, 0 for new ones alone");
    }
    if (since.isPresent() && until.isPresent() && until.get().isBefore(since.get())) {
      throw new InvalidSpecException(
          "log query from " + since.get() + " until " + until.get(), "it ends before it begins");
    }
  }

  /** All lines there are now. */
  public static LogQuery all() {
    return new LogQuery(
        EnumSet.allOf(LogSource.class),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** Lines of one stream alone. */
  public LogQuery withSource(LogSource source) {
    return new LogQuery(Set.of(source), tail, since, until, follow);
  }

  /** The last so many lines, 0 for none but those still to come. */
  public LogQuery withTail(int lines) {
    return new LogQuery(sources, OptionalInt.of(lines), since, until, follow);
  }

  /** Lines from this time on. */
  public LogQuery withSince(Instant time) {
    return new LogQuery(sources, tail, Optional.of(time), until, follow);
  }

  /** Lines before this time. */
  public LogQuery withUntil(Instant time) {
    return new LogQuery(sources, tail, since, Optional.of(time), follow);
  }

  /** Waits for further lines until the container ends. */
  public LogQuery withFollow() {
    return new LogQuery(sources, tail, since, until, true);
  }
}
