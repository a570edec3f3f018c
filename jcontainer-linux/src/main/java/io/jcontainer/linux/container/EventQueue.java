package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for one reader. When there are too many the oldest go.
 *
 * <p>{@code lock} guards all of it, and is never held for long: the event loop adds.
 */
final class EventQueue implements EventReader {
  private final EventFilter filter;
  private final Consumer<EventQueue> closing;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Deque<ContainerEvent> events = new ArrayDeque<>();
  private long dropped;
  private boolean ended;
  private boolean closed;

  EventQueue(EventFilter filter, Consumer<EventQueue> closing) {
    this.filter = filter;
    this.closing = closing;
  }

  /** Adds an event, if it is one that is wanted. */
  void add(ContainerEvent event) {
    if (!filter.test(event)) {
      return;
    }
    lock.lock();
    try {
      if (closed || ended) {
        return;
      }
      if (events.size() == QUEUE) {
        events.removeFirst();
        dropped++;
      }
      events.addLast(event);
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** No more events come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable ContainerEvent next() throws InterruptedException {
    return next(Duration.ofDays(365));
  }

  @Override
  public @Nullable ContainerEvent next(Duration atMost) throws InterruptedException {
    long left = Waiting.nanos(atMost);
    lock.lockInterruptibly();
    try {
      while (!closed && events.isEmpty() && !ended && left > 0) {
        left = more.awaitNanos(left);
      }
      return closed ? null : events.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Stream<ContainerEvent> events() {
    return ReaderStream.of(this::next, this::close);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      events.clear();
      more.signalAll();
    } finally {
      lock.unlock();
    }
    closing.accept(this);
  }
}
