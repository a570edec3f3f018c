package io.jcontainer.linux.container;

import io.jcontainer.LogLine;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.LogSource;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes lines of the pieces of a log, and keeps those that are asked for. */
final class LogLines implements LogReader {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);

  private final LogRing ring;
  private final LogQuery query;
  private final Clock clock;
  private final Map<LogSource, Unfinished> unfinished = new EnumMap<>(LogSource.class);
  private final Deque<LogLine> ready = new ArrayDeque<>();
  private final long begun;
  private long nextNumber;
  private long read;
  private long dropped;
  private boolean finished;
  private volatile boolean closed;

  /** A line whose end was not seen yet. */
  private static final class Unfinished {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant time = Instant.EPOCH;
  }

  /** Reads from the beginning, of what is still there. */
  LogLines(LogRing ring, LogQuery query, Clock clock) {
    this(ring, query, clock, LogRing.Position.START);
  }

  /** Reads from a place on. */
  LogLines(LogRing ring, LogQuery query, Clock clock, LogRing.Position from) {
    this.ring = ring;
    this.query = query;
    this.clock = clock;
    this.nextNumber = from.number();
    this.read = from.bytes();
    this.begun = ring.position().number();
    for (LogSource source : LogSource.values()) {
      unfinished.put(source, new Unfinished());
    }
    query.tail().ifPresent(this::keepLast);
  }

  private void keepLast(int lines) {
    takeWhatIsThere();
    if (!query.follow()) {
      finish();
    }
    while (ready.size() > lines) {
      ready.removeFirst();
    }
  }

  @Override
  public @Nullable LogLine next() throws InterruptedException {
    while (!closed) {
      LogLine line = ready.pollFirst();
      if (line != null) {
        return line;
      }
      if (finished) {
        return null;
      }
      if (!takeWhatIsThere() && !awaitMore()) {
        finish();
      }
    }
    return null;
  }

  /** Whether there was anything. */
  private boolean takeWhatIsThere() {
    boolean any = false;
    for (LogRing.Piece piece : ring.from(nextNumber)) {
      if (!finished) {
        take(piece);
      }
      any = true;
    }
    return any;
  }

  private boolean awaitMore() throws InterruptedException {
    if (!query.follow()) {
      return false;
    }
    Duration left =
        query.until().map(end -> Duration.between(clock.instant(), end)).orElse(LONGEST_WAIT);
    if (left.compareTo(LONGEST_WAIT) > 0) {
      left = LONGEST_WAIT;
    }
    return !left.isNegative() && ring.await(nextNumber, left.toNanos(), () -> closed);
  }

  private void take(LogRing.Piece piece) {
    if (piece.before() > read) {
      dropped += piece.before() - read;
      endUnfinished();
    }
    read = piece.before() + piece.bytes().length;
    nextNumber = piece.number() + 1;
    if (query.until().isPresent() && !piece.time().isBefore(query.until().get())) {
      finish();
      return;
    }
    switch (piece.kind()) {
      case OUTPUT -> split(piece);
      case END_OF_RUN -> endUnfinished();
      case END -> endOfLog(piece);
    }
  }

  /** The end of an earlier run is no end for who began to read later. */
  private void endOfLog(LogRing.Piece end) {
    endUnfinished();
    if (query.follow() && end.number() >= begun) {
      finish();
    }
  }

  private void split(LogRing.Piece piece) {
    Unfinished line = unfinished(piece.source());
    byte[] bytes = piece.bytes();
    int from = 0;
    while (from < bytes.length) {
      int to = from;
      int most = Math.min(bytes.length, from + LONGEST_LINE - line.bytes.size());
      while (to < most && bytes[to] != '\n') {
        to++;
      }
      if (line.bytes.size() == 0) {
        line.time = piece.time();
      }
      line.bytes.write(bytes, from, to - from);
      boolean ended = to < bytes.length && bytes[to] == '\n';
      if (ended || line.bytes.size() >= LONGEST_LINE) {
        add(piece.source(), line);
      }
      from = ended ? to + 1 : to;
    }
  }

  private Unfinished unfinished(LogSource source) {
    return unfinished.computeIfAbsent(source, _ -> new Unfinished());
  }

  private void add(LogSource source, Unfinished line) {
    byte[] bytes = line.bytes.toByteArray();
    line.bytes.reset();
    boolean wanted =
        query.sources().contains(source) && query.since().filter(line.time::isBefore).isEmpty();
    if (wanted) {
      ready.addLast(new LogLine(source, line.time, bytes));
    }
  }

  private void endUnfinished() {
    unfinished.forEach(
        (source, line) -> {
          if (line.bytes.size() > 0) {
            add(source, line);
          }
        });
  }

  private void finish() {
    endUnfinished();
    finished = true;
  }

  @Override
  public long droppedBytes() {
    return dropped;
  }

  @Override
  public Stream<LogLine> lines() {
    return ReaderStream.of(this::next, this::close);
  }

  @Override
  public void close() {
    closed = true;
    ring.wake();
  }
}
