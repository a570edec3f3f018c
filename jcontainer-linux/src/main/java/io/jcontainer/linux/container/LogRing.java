package io.jcontainer.linux.container;

import io.jcontainer.LogSource;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The latest output of a container, both streams in the order in which they were read. It is kept
 * in pieces as they came; readers make lines of them. When it is full the oldest pieces go.
 *
 * <p>{@code lock} guards all of it, and is never held for long: the event loop appends.
 */
final class LogRing {
  /** What a piece costs besides its bytes: many small ones must not take more than is allowed. */
  private static final int OVERHEAD = 64;

  private final long limit;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private long size;
  private long nextNumber;
  private long bytesInAll;
  private boolean ended;

  /** What a piece is. */
  enum Kind {
    OUTPUT,
    END_OF_RUN,
    END
  }

  /**
   * A place in the log.
   *
   * @param number of the next piece
   * @param bytes read before it
   */
  record Position(long number, long bytes) {
    /** The beginning. */
    static final Position START = new Position(0, 0);
  }

  /**
   * What was read at once, or a mark between.
   *
   * @param number in the order of reading, from 0
   * @param before how many bytes were read before it
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, then read by all
  record Piece(long number, long before, Kind kind, LogSource source, Instant time, byte[] bytes) {
    private static final byte[] NOTHING = new byte[0];

    private Piece(long number, long before, Kind mark, Instant time) {
      this(number, before, mark, LogSource.STDOUT, time, NOTHING);
    }

    private long cost() {
      return bytes.length + (long) OVERHEAD;
    }
  }

  /**
   * An empty one.
   *
   * @param limit of the memory that it takes, bytes
   */
  LogRing(long limit, Clock clock) {
    this.limit = limit;
    this.clock = clock;
  }

  /** Takes output of one of the streams. */
  OutputSink of(LogSource source) {
    return (bytes, length) -> append(source, clock.instant(), bytes, length);
  }

  /** Takes what was read at that time. */
  void append(LogSource source, Instant time, byte[] bytes, int length) {
    lock.lock();
    try {
      int dropped = (int) Math.max(0, Math.min(length, length + (long) OVERHEAD - limit));
      byte[] latest = Arrays.copyOfRange(bytes, dropped, length);
      Piece piece = new Piece(nextNumber, bytesInAll + dropped, Kind.OUTPUT, source, time, latest);
      nextNumber++;
      bytesInAll += length;
      pieces.addLast(piece);
      size += piece.cost();
      while (size > limit && !pieces.isEmpty()) {
        size -= pieces.removeFirst().cost();
      }
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The run is over: an unfinished line ends here, what the next run writes begins one. */
  void endRun() {
    lock.lock();
    try {
      addMark(new Piece(nextNumber, bytesInAll, Kind.END_OF_RUN, clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  /** No more output comes, until {@link #resume}; whoever follows has reached the end. */
  void end() {
    lock.lock();
    try {
      ended = true;
      addMark(new Piece(nextNumber, bytesInAll, Kind.END, clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  private void addMark(Piece mark) {
    pieces.addLast(mark);
    nextNumber++;
    size += mark.cost();
    more.signalAll();
  }

  /** More output may come after all. */
  void resume() {
    lock.lock();
    try {
      ended = false;
    } finally {
      lock.unlock();
    }
  }

  /** What has been read so far. */
  Position position() {
    lock.lock();
    try {
      return new Position(nextNumber, bytesInAll);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes all who wait, to look whether they still want to. */
  void wake() {
    lock.lock();
    try {
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The pieces of this number and later ones that are still there, the oldest first. */
  List<Piece> from(long number) {
    lock.lock();
    try {
      Deque<Piece> found = new ArrayDeque<>();
      Iterator<Piece> latest = pieces.descendingIterator();
      while (latest.hasNext()) {
        Piece piece = latest.next();
        if (piece.number() < number) {
          break;
        }
        found.addFirst(piece);
      }
      return List.copyOf(found);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is a piece of this number or a later one, or there never will be, or the time
   * is over, or, looked at when somebody {@link #wake}s it, the waiting is to stop.
   *
   * @return whether it is worth looking again
   */
  boolean await(long number, long nanos, BooleanSupplier stopped) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (number >= nextNumber) {
        if (ended || left <= 0 || stopped.getAsBoolean()) {
          return false;
        }
        left = more.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
