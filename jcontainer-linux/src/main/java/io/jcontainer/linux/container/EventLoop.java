package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Epoll;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread that waits for every descriptor and every deadline of an engine. Handlers run
 * on it: they are short, never block and never throw on purpose.
 */
public final class EventLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final int BATCH = 64;
  private static final long WAKE_UP = 0;

  private final Kernel kernel;
  private final Fd epoll;
  private final Fd wake;
  private final Thread thread;
  private final AtomicLong nextToken = new AtomicLong(WAKE_UP + 1);
  private final ConcurrentMap<Long, Watch> watches = new ConcurrentHashMap<>();
  private final ReentrantLock timersLock = new ReentrantLock();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private volatile boolean closed;

  /** Starts the thread. */
  public EventLoop(Kernel kernel) {
    this.kernel = kernel;
    this.epoll = kernel.epoll();
    this.wake = kernel.eventfd(0);
    kernel.epollControl(epoll, Epoll.CTL_ADD, wake, Epoll.IN, WAKE_UP);
    this.thread = Thread.ofPlatform().daemon().name("jcontainer-events").start(this::loop);
  }

  /** What is done when a watched descriptor can be read, has ended or has failed. */
  @FunctionalInterface
  public interface Handler {
    /** Reads or does whatever ends the condition; may close the watch. */
    void ready(Watch watch);
  }

  /**
   * A descriptor being watched; closing it ends the watch, not the descriptor. {@code lock} is held
   * while the handler runs, so that it never runs once {@link #close} has returned.
   */
  public final class Watch implements AutoCloseable {
    private final Descriptor file;
    private final long token;
    private final Handler handler;
    private final ReentrantLock lock = new ReentrantLock();

    private Watch(Descriptor file, long token, Handler handler) {
      this.file = file;
      this.token = token;
      this.handler = handler;
    }

    private void ready() {
      lock.lock();
      try {
        if (watches.containsKey(token)) {
          handler.ready(this);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Ends the watch. To be called before the descriptor is closed; idempotent. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (watches.remove(token) != null) {
          kernel.epollControl(epoll, Epoll.CTL_DEL, file, 0, token);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** A deadline; closing it cancels it. */
  public final class Timer implements Comparable<Timer>, AutoCloseable {
    private final long dueNanos;
    private final Runnable handler;

    private Timer(long dueNanos, Runnable handler) {
      this.dueNanos = dueNanos;
      this.handler = handler;
    }

    @Override
    public int compareTo(Timer other) {
      return Long.compare(dueNanos - other.dueNanos, 0);
    }

    /** Cancels the deadline unless it has passed. */
    @Override
    public void close() {
      timersLock.lock();
      try {
        timers.remove(this);
      } finally {
        timersLock.unlock();
      }
    }
  }

  /** Runs the handler on the loop each time the descriptor can be read, has ended or has failed. */
  public Watch watch(Descriptor file, Handler handler) {
    return watch(file, Epoll.IN, handler);
  }

  /**
   * Runs the handler on the loop each time one of the events ({@link Epoll}) is there, or the
   * descriptor has ended or failed.
   */
  public Watch watch(Descriptor file, int events, Handler handler) {
    Watch watch = new Watch(file, nextToken.getAndIncrement(), handler);
    watches.put(watch.token, watch);
    try {
      kernel.epollControl(epoll, Epoll.CTL_ADD, file, events, watch.token);
      return watch;
    } catch (RuntimeException e) {
      watches.remove(watch.token);
      throw e;
    }
  }

  /** Runs the handler on the loop once the time has passed. */
  public Timer after(Duration delay, Runnable handler) {
    Timer timer = new Timer(System.nanoTime() + nanos(delay), handler);
    timersLock.lock();
    try {
      timers.add(timer);
    } finally {
      timersLock.unlock();
    }
    wakeUp();
    return timer;
  }

  private static long nanos(Duration delay) {
    Duration longest = Duration.ofDays(365);
    return (delay.compareTo(longest) > 0 ? longest : delay).toNanos();
  }

  private void wakeUp() {
    byte[] one = new byte[8];
    one[0] = 1;
    one[7] = 0;
    kernel.write(wake, one, 0, one.length);
  }

  private void loop() {
    long[] tokens = new long[BATCH];
    int[] events = new int[BATCH];
    while (!closed) {
      int count = kernel.epollWait(epoll, tokens, events, runTimers());
      for (int i = 0; i < count; i++) {
        if (tokens[i] == WAKE_UP) {
          kernel.read(wake, new byte[8], 0, 8);
          continue;
        }
        Watch watch = watches.get(tokens[i]);
        if (watch != null) {
          run(watch::ready);
        }
      }
    }
  }

  /** Runs what is due; says how many milliseconds to the next deadline, -1 for none. */
  private int runTimers() {
    while (true) {
      Timer due = null;
      timersLock.lock();
      try {
        @Nullable Timer next = timers.peek();
        if (next == null) {
          return -1;
        }
        long left = next.dueNanos - System.nanoTime();
        if (left > 0) {
          return (int) Math.min(left / 1_000_000 + 1, Integer.MAX_VALUE);
        }
        due = timers.poll();
      } finally {
        timersLock.unlock();
      }
      if (due != null) {
        run(due.handler);
      }
    }
  }

  private static void run(Runnable handler) {
    try {
      handler.run();
    } catch (RuntimeException e) {
      log.error("an event handler failed", e);
    }
  }

  /** Ends the thread; handlers that are registered no longer run. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    wakeUp();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    wake.close();
    epoll.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
