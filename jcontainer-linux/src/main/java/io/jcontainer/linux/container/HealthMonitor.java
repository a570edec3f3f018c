package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExecException;
import io.jcontainer.ExecResult;
import io.jcontainer.ExecSpec;
import io.jcontainer.Health;
import io.jcontainer.HealthCheck;
import io.jcontainer.HealthResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the health of a container while it runs. Between two checks there is a task in the
 * schedule and no thread. Checks begin at multiples of the interval, whatever time they take; one
 * that takes longer skips those that it meets.
 *
 * <p>{@code lock} guards what changes; it is not held during a check.
 */
final class HealthMonitor {
  private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);

  private final HealthCheck check;
  private final Schedule schedule;
  private final Executor executor;
  private final Executions executions;
  private final ContainerNews news;
  private final BooleanSupplier paused;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Watch watch;
  private @Nullable HealthTally tally;

  HealthMonitor(
      HealthCheck check,
      Schedule schedule,
      Executor executor,
      Executions executions,
      ContainerNews news,
      BooleanSupplier paused) {
    this.check = check;
    this.schedule = schedule;
    this.executor = executor;
    this.executions = executions;
    this.news = news;
    this.paused = paused;
  }

  /** The checks of one run. */
  private final class Watch {
    private final RunningProcess process;
    private final HealthTally counts;
    private final long begun = schedule.nanos();
    private long due = begun;
    private Schedule.@Nullable Pending next;

    Watch(RunningProcess process, HealthTally counts) {
      this.process = process;
      this.counts = counts;
    }

    private Duration age() {
      return Duration.ofNanos(schedule.nanos() - begun);
    }

    /** Under the lock. */
    private void plan() {
      long now = schedule.nanos();
      long interval = counts.interval(age()).toNanos();
      due += interval;
      if (due <= now) {
        due = now + interval - (now - due) % interval;
      }
      next = schedule.after(Duration.ofNanos(due - now), () -> executor.execute(this::check));
    }

    private void check() {
      if (paused.getAsBoolean()) {
        settle(Optional.empty(), Duration.ZERO);
        return;
      }
      Duration age = age();
      Optional<HealthResult> result = probe(process);
      settle(paused.getAsBoolean() ? Optional.empty() : result, age);
    }

    /** Counts a result, if it is one, and plans the next check, unless the run is over. */
    private void settle(Optional<HealthResult> result, Duration age) {
      lock.lock();
      try {
        if (watch != this) {
          return;
        }
        if (result.isPresent() && counts.add(result.get(), age)) {
          news.tell(subject -> new ContainerEvent.HealthChanged(subject, counts.status()));
        }
        plan();
      } finally {
        lock.unlock();
      }
    }
  }

  /** A run has begun. */
  void begin(RunningProcess process) {
    lock.lock();
    try {
      HealthTally counts = new HealthTally(check);
      tally = counts;
      Watch begun = new Watch(process, counts);
      watch = begun;
      begun.plan();
    } finally {
      lock.unlock();
    }
  }

  /** The run is over: no check begins any more, and one that is on its way does not count. */
  void end() {
    lock.lock();
    try {
      if (watch != null && watch.next != null) {
        watch.next.close();
      }
      watch = null;
    } finally {
      lock.unlock();
    }
  }

  /** The verdict on the latest run; empty before the first. */
  Optional<Health> health() {
    lock.lock();
    try {
      return Optional.ofNullable(tally).map(HealthTally::health);
    } finally {
      lock.unlock();
    }
  }

  /** One check; empty if the container has ended meanwhile. */
  private Optional<HealthResult> probe(RunningProcess process) {
    Instant time = schedule.now();
    long begun = schedule.nanos();
    ExecSpec spec =
        ExecSpec.of(check.command().toArray(String[]::new))
            .withTimeout(check.timeout())
            .withOutputLimit(HealthResult.OUTPUT_LIMIT);
    int code;
    String output;
    try {
      ExecResult result = executions.probe(process, spec);
      boolean late = result.exitStatus().timedOut();
      code = late ? -1 : result.exitStatus().code();
      output = late ? "it took longer than " + check.timeout() : text(result);
    } catch (ContainerStateException e) {
      return Optional.empty();
    } catch (ExecException e) {
      code = -1;
      output = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (RuntimeException e) {
      if (process.hasEnded()) {
        return Optional.empty();
      }
      log.warn("a health check could not be made", e);
      code = -1;
      output = String.valueOf(e.getMessage());
    }
    Duration took = Duration.ofNanos(schedule.nanos() - begun);
    return Optional.of(new HealthResult(time, took, code, output));
  }

  private static String text(ExecResult result) {
    String all = result.stdout() + result.stderr();
    int most = Math.toIntExact(HealthResult.OUTPUT_LIMIT.bytes());
    return all.length() > most ? all.substring(0, most) : all;
  }
}
