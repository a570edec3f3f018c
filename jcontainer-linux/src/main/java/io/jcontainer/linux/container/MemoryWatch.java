package io.jcontainer.linux.container;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.cgroup.OomNotice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the kernel has killed a process of a container for want of memory, as it happens and
 * whether or not the container goes on. Whoever is told is told on the event loop, once for each
 * time that more were killed than before.
 *
 * <p>{@code lock} guards what is not final. Nothing else is taken or waited for under it.
 */
final class MemoryWatch {
  private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);

  /** The kernel may tell before it kills: how often the count is looked at then. */
  private static final int LOOKS = 10;

  private final Engine engine;
  private final Cgroup cgroup;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> told = new ArrayList<>();
  private boolean begun;
  private boolean over;
  private long seen;
  private @Nullable OomNotice notice;
  private EventLoop.@Nullable Watch watch;
  private EventLoop.@Nullable Timer nextLook;

  /** Watches nothing yet. */
  MemoryWatch(Engine engine, Cgroup cgroup) {
    this.engine = engine;
    this.cgroup = cgroup;
  }

  /** Has somebody told from now on. */
  void tell(Runnable listener) {
    lock.lock();
    try {
      told.add(listener);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #begin}, and nobody waits for it; if it fails, the end of the container tells. */
  void beginLater() {
    engine
        .callbacks()
        .execute(
            () -> {
              try {
                begin();
              } catch (CgroupException | KernelException e) {
                if (!isOver()) {
                  log.warn("who runs out of memory is told at the end alone", e);
                }
              }
            });
  }

  /** Begins to watch, if nobody has before. Without a memory controller there is nothing to see. */
  void begin() {
    if (!mayBegin()) {
      return;
    }
    Optional<OomNotice> found = cgroup.outOfMemory();
    found.ifPresent(this::watch);
    lookAgain(Duration.ZERO, LOOKS); // what came before
  }

  private boolean mayBegin() {
    lock.lock();
    try {
      boolean first = !begun && !over;
      begun = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void watch(OomNotice found) {
    lock.lock();
    try {
      if (over) {
        found.close();
        return;
      }
      notice = found;
      watch = engine.events().watch(found.file(), found.events(), _ -> memoryIsShort(found));
    } finally {
      lock.unlock();
    }
  }

  private void memoryIsShort(OomNotice found) {
    found.acknowledge();
    look(0);
  }

  /** Looks at the count, and again a little later each time until something is found. */
  private void look(int looks) {
    long kills = cgroup.oomKills();
    List<Runnable> listeners = List.of();
    lock.lock();
    try {
      if (over) {
        return;
      }
      if (kills > seen) {
        seen = kills;
        listeners = List.copyOf(told);
      } else if (looks < LOOKS) {
        lookAgain(Duration.ofMillis(1L << looks), looks + 1);
      }
    } finally {
      lock.unlock();
    }
    listeners.forEach(Runnable::run);
  }

  private void lookAgain(Duration pause, int looks) {
    lock.lock();
    try {
      if (!over) {
        if (nextLook != null) {
          nextLook.close();
        }
        nextLook = engine.events().after(pause, () -> look(looks));
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /** Watches nothing more. Idempotent. */
  void stop() {
    EventLoop.Watch last;
    OomNotice unwatched;
    lock.lock();
    try {
      over = true;
      last = watch;
      unwatched = notice;
      watch = null;
      notice = null;
      if (nextLook != null) {
        nextLook.close();
      }
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
    if (unwatched != null) {
      unwatched.close();
    }
  }
}
