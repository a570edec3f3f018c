package io.jcontainer.linux.program;

import io.jcontainer.kernel.KernelException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Helpers that wait for their first program, so that nobody has to wait for them. One that has
 * ended meanwhile, killed by whoever may, is noticed when it is taken.
 */
final class Reserve implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reserve.class);

  private final int size;
  private final ArrayDeque<Helper> helpers = new ArrayDeque<>();
  private boolean closed;

  /** An empty reserve for so many. */
  Reserve(int size) {
    this.size = size;
  }

  /** One that runs, if there is one; it is the caller's from now on. */
  Optional<Helper> take() {
    for (Optional<Helper> next = poll(); next.isPresent(); next = poll()) {
      Helper helper = next.get();
      if (helper.exitIfEnded() == null) {
        return next;
      }
      helper.close();
    }
    return Optional.empty();
  }

  private synchronized Optional<Helper> poll() {
    return Optional.ofNullable(helpers.poll());
  }

  /** Whether it could hold more. */
  synchronized boolean lacks() {
    return !closed && helpers.size() < size;
  }

  /** Fills it. If no process can be made, whoever needs one next makes it, and is told. */
  void fill(Supplier<Helper> spawn) {
    try {
      while (lacks()) {
        add(spawn.get());
      }
    } catch (KernelException e) {
      log.debug("cannot keep a process in reserve", e);
    }
  }

  private void add(Helper helper) {
    if (!offer(helper)) {
      helper.close();
    }
  }

  private synchronized boolean offer(Helper helper) {
    return !closed && helpers.offer(helper);
  }

  /** Ends those that are in it; it takes no others. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (Optional<Helper> next = poll(); next.isPresent(); next = poll()) {
      next.get().close();
    }
  }
}
