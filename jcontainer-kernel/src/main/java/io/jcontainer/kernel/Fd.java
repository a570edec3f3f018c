package io.jcontainer.kernel;

import java.util.concurrent.atomic.AtomicInteger;

/** A file descriptor that is owned: closed exactly once, by whoever holds this. */
public final class Fd implements Descriptor, AutoCloseable {
  private static final int CLOSED = -1;

  private final AtomicInteger number;
  private final Kernel kernel;

  /** Takes ownership of a descriptor of this process. */
  public Fd(Kernel kernel, int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    this.kernel = kernel;
    this.number = new AtomicInteger(number);
  }

  /**
   * The number the kernel knows it by.
   *
   * @throws IllegalStateException after it was closed: the number may be somebody else's by now
   */
  @Override
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("the descriptor is closed");
    }
    return current;
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return number.get() == CLOSED;
  }

  /** Gives up ownership without closing. */
  public int release() {
    int released = number.getAndSet(CLOSED);
    if (released == CLOSED) {
      throw new IllegalStateException("the descriptor is closed");
    }
    return released;
  }

  /**
   * Closes it. Idempotent; an error of close(2) is ignored as the descriptor is gone either way.
   */
  @Override
  public void close() {
    int last = number.getAndSet(CLOSED);
    if (last != CLOSED) {
      kernel.close(last);
    }
  }

  @Override
  public String toString() {
    int current = number.get();
    return current == CLOSED ? "fd closed" : "fd " + current;
  }
}
