package io.jcontainer.linux.container;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerId;
import io.jcontainer.ExitStatus;
import io.jcontainer.Limits;
import io.jcontainer.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When the latest run of a container began and how it ended, and who is told. Guarded by its {@link
 * LifeCycle}.
 */
final class Runs {
  private final ContainerId id;
  private final Schedule schedule;
  private final ContainerNews news;
  private final Supplier<Limits> limits;
  private @Nullable Instant started;
  private @Nullable Instant finished;
  private @Nullable ExitStatus status;
  private long begunNanos;
  private ExitEvent exit = new ExitEvent();
  private @Nullable KillEvent kill;
  private @Nullable Signal sent;
  private AtomicBoolean oomTold = new AtomicBoolean();

  /**
   * No run yet.
   *
   * @param limits what the container's are by then
   */
  Runs(ContainerId id, Schedule schedule, ContainerNews news, Supplier<Limits> limits) {
    this.id = id;
    this.schedule = schedule;
    this.news = news;
    this.limits = limits;
  }

  void begin(RunningProcess process) {
    begin(Duration.ZERO);
    tellOfMemory(process);
    news.tell(subject -> new ContainerEvent.Started(subject, process.pid()));
  }

  /** Another process has begun it. */
  void adopt(RunningProcess process) {
    begin(process.age());
    tellOfMemory(process);
    news.tell(subject -> new ContainerEvent.Adopted(subject, process.pid()));
  }

  /** Many may be killed in one run, and it may go on. */
  private void tellOfMemory(RunningProcess process) {
    AtomicBoolean already = new AtomicBoolean();
    oomTold = already;
    MemoryWatch memory = process.limits().memory();
    memory.tell(
        () -> {
          already.set(true);
          tellOutOfMemory();
        });
    memory.beginLater();
  }

  private void tellOutOfMemory() {
    OutOfMemoryEvent.record(id, limits.get().memory().map(ByteSize::bytes).orElse(0L));
    news.tell(ContainerEvent.OutOfMemory::new);
  }

  private void begin(Duration age) {
    started = schedule.now().minus(age);
    begunNanos = schedule.nanos() - age.toNanos();
    finished = null;
    status = null;
    kill = null;
    exit = new ExitEvent();
    exit.begin();
  }

  /** Sends a signal for a user. */
  void kill(RunningProcess process, Signal signal) {
    KillEvent event = new KillEvent();
    event.begin();
    kill = event;
    sent = signal;
    process.signal(signal);
    news.tell(subject -> new ContainerEvent.Killed(subject, signal));
  }

  /** Notes the end of the run; how long it was. */
  Duration end(RunningProcess process, ExitStatus how) {
    finished = schedule.now();
    status = how;
    exit.finish(id, process.pid(), how);
    if (kill != null && sent != null) {
      kill.finish(id, sent);
    }
    if (how.oomKilled() && !oomTold.get()) {
      tellOutOfMemory();
    }
    news.tell(subject -> new ContainerEvent.Exited(subject, how));
    return Duration.ofNanos(schedule.nanos() - begunNanos);
  }

  Optional<Instant> started() {
    return Optional.ofNullable(started);
  }

  Optional<Instant> finished() {
    return Optional.ofNullable(finished);
  }

  Optional<ExitStatus> status() {
    return Optional.ofNullable(status);
  }
}
