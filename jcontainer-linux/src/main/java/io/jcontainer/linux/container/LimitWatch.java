package io.jcontainer.linux.container;

import io.jcontainer.KillRules;
import io.jcontainer.LimitEvents;
import io.jcontainer.Limits;
import io.jcontainer.OutputLimitAction;
import io.jcontainer.linux.cgroup.Cgroup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Kills a container that has met a limit which the kernel does not enforce by itself, and remembers
 * what limits it met. What it sets off runs on the event loop.
 *
 * <p>{@code lock} guards what is not final. Nothing else is taken or waited for under it.
 */
final class LimitWatch {
  /** How often processor time is looked at near its end. */
  private static final Duration CLOSEST_LOOK = Duration.ofMillis(5);

  private final Engine engine;
  private final Cgroup cgroup;
  private final Runnable kill;
  private final MemoryWatch memory;
  private final ReentrantLock lock = new ReentrantLock();
  private EventLoop.@Nullable Timer timeLimit;
  private EventLoop.@Nullable Timer nextCpuLook;
  private Optional<Duration> cpuTime = Optional.empty();
  private double cpus = 1;
  private boolean over;
  private LimitEvents events = LimitEvents.none();

  /**
   * Watches nothing yet.
   *
   * @param kill ends the whole container, harmless when it has ended
   */
  LimitWatch(Engine engine, Cgroup cgroup, Runnable kill) {
    this.engine = engine;
    this.cgroup = cgroup;
    this.kill = kill;
    this.memory = new MemoryWatch(engine, cgroup);
  }

  /** Kills the container once its wall time is over. */
  void limitTime(Duration limit) {
    lock.lock();
    try {
      if (!over) {
        timeLimit = engine.events().after(limit, this::timeIsOver);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells who was killed for want of memory. */
  MemoryWatch memory() {
    return memory;
  }

  private void timeIsOver() {
    if (mark(true, false, false)) {
      kill.run();
    }
  }

  /**
   * Kills it when one of the rules says so.
   *
   * @param limits of its groups: it can use time up no faster
   * @param outputExceeded completes on the event loop when it has written too much
   */
  void apply(KillRules rules, Limits limits, CompletableFuture<?> outputExceeded) {
    double cpuLimit = limits.cpus().orElse(Double.MAX_VALUE);
    if (rules.wholeOnOutOfMemory()) {
      memory.tell(kill);
      memory.begin();
    }
    rules.cpuTimeLimit().ifPresent(limit -> limitCpuTime(limit, cpuLimit));
    boolean kills = rules.onOutputLimit() == OutputLimitAction.KILL;
    var _ = outputExceeded.thenRun(() -> tooMuchOutput(kills));
  }

  private void tooMuchOutput(boolean kills) {
    if (mark(false, false, true) && kills) {
      kill.run();
    }
  }

  private void limitCpuTime(Duration limit, double cpuLimit) {
    lock.lock();
    try {
      cpuTime = Optional.of(limit);
      cpus = Math.min(Runtime.getRuntime().availableProcessors(), cpuLimit);
    } finally {
      lock.unlock();
    }
    lookAtCpuTime();
  }

  /** The rest cannot be used up before so much time has passed: all processors at once. */
  private void lookAtCpuTime() {
    Duration used = cgroup.cpuTime();
    boolean exceeded = false;
    lock.lock();
    try {
      if (over || cpuTime.isEmpty()) {
        return;
      }
      Duration rest = cpuTime.get().minus(used);
      exceeded = !rest.isPositive();
      if (!exceeded) {
        Duration earliest = Duration.ofNanos((long) (rest.toNanos() / cpus));
        Duration next = earliest.compareTo(CLOSEST_LOOK) < 0 ? CLOSEST_LOOK : earliest;
        nextCpuLook = engine.events().after(next, this::lookAtCpuTime);
      }
    } finally {
      lock.unlock();
    }
    if (exceeded && mark(false, true, false)) {
      kill.run();
    }
  }

  /** Remembers that a limit was met; whether the container is to be killed for it. */
  private boolean mark(boolean time, boolean cpu, boolean output) {
    lock.lock();
    try {
      if (over && !output) {
        return false;
      }
      events =
          new LimitEvents(
              events.timeExceeded() || time,
              events.cpuTimeExceeded() || cpu,
              events.outputExceeded() || output,
              events.oomKills(),
              events.refusedProcesses());
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** What was met until now. */
  LimitEvents events() {
    lock.lock();
    try {
      if (over) {
        return events;
      }
    } finally {
      lock.unlock();
    }
    return counted();
  }

  /** The container has ended and its groups are still there: watches nothing more. */
  void end() {
    try {
      LimitEvents last = counted();
      lock.lock();
      try {
        events = last;
      } finally {
        lock.unlock();
      }
    } finally {
      stop();
    }
  }

  /** Watches nothing more; the container may go on. */
  void stop() {
    lock.lock();
    try {
      over = true;
      cancel(timeLimit);
      cancel(nextCpuLook);
    } finally {
      lock.unlock();
    }
    memory.stop();
  }

  private static void cancel(EventLoop.@Nullable Timer timer) {
    if (timer != null) {
      timer.close();
    }
  }

  /** Time that was used up after the last look counts too: the answer does not hang on luck. */
  private LimitEvents counted() {
    long oomKills = cgroup.oomKills();
    long refused = cgroup.refusedProcesses();
    Duration used = cgroup.cpuTime();
    lock.lock();
    try {
      boolean late = cpuTime.isPresent() && used.compareTo(cpuTime.get()) >= 0;
      return new LimitEvents(
          events.timeExceeded(),
          events.cpuTimeExceeded() || late,
          events.outputExceeded(),
          oomKills,
          refused);
    } finally {
      lock.unlock();
    }
  }
}
