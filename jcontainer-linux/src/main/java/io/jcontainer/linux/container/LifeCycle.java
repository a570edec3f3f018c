package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerInfo;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.DetachedContainerException;
import io.jcontainer.ExitStatus;
import io.jcontainer.Health;
import io.jcontainer.Limits;
import io.jcontainer.RemoveOptions;
import io.jcontainer.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states that a container goes through, and what may be done to it in each.
 *
 * <p>{@code lock} guards all fields, and is held while a signal is sent or the container is frozen,
 * so that neither meets a removed container. It is never held while something starts or ends.
 */
final class LifeCycle {
  private static final Logger log = LoggerFactory.getLogger(LifeCycle.class);

  private final Parts parts;
  private final Optional<HealthMonitor> health;
  private final Instant created;
  private final Restarts restarts;
  private final Runs runs;
  private final Ends ends;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private ContainerState state = ContainerState.CREATED;
  private volatile Limits limits;
  private @Nullable RunningProcess running;
  private boolean starting;
  private boolean stopping;

  /** Why it is paused, if that is for a moment; nobody else's pause ends with it. */
  private @Nullable Stillness stillness;

  LifeCycle(Parts parts, Optional<HealthMonitor> health) {
    this.parts = parts;
    this.health = health;
    this.created = parts.engine().schedule().now();
    this.restarts = new Restarts(parts, this::startAgain);
    this.runs = new Runs(parts.id(), parts.engine().schedule(), parts.news(), () -> limits);
    this.ends = new Ends(parts.output());
    this.limits = parts.spec().limits();
  }

  ContainerState state() {
    return locked(() -> state);
  }

  /** The end of what the latest start by a user began. */
  CompletableFuture<ExitStatus> exit() {
    return ends.latest();
  }

  void start() {
    ends.awaitTold();
    begin(
        locked(
            () -> {
              if (starting || isAlive() || state == ContainerState.REMOVED) {
                throw refusal("start");
              }
              restarts.startedByUser();
              stopping = false;
              starting = true;
              return Optional.ofNullable(running);
            }));
  }

  /** The restart policy's start, unless somebody was faster. */
  private void startAgain() {
    Optional<RunningProcess> last =
        locked(
            () -> {
              starting = state == ContainerState.RESTARTING && restarts.take();
              return Optional.ofNullable(starting ? running : null);
            });
    try {
      last.ifPresent(process -> begin(last));
    } catch (RuntimeException e) {
      log.warn("container {} cannot be started again", parts.id(), e);
    }
  }

  private void begin(Optional<RunningProcess> last) {
    RunningProcess process;
    try {
      process = parts.start(last.orElse(null), limits);
    } catch (DetachedContainerException e) { // it is another's to start
      notStarted(false, e);
      throw e;
    } catch (RuntimeException | Error e) {
      notStarted(last.isEmpty(), e);
      throw e;
    }
    locked(
        () -> {
          running = process;
          state = ContainerState.RUNNING;
          ends.begin();
          runs.begin(process);
          health.ifPresent(monitor -> monitor.begin(process));
          return noLongerStarting();
        });
    var _ = process.exit().whenComplete(this::ended);
  }

  private boolean noLongerStarting() {
    starting = false;
    settled.signalAll();
    return true;
  }

  /** Of a container that never ran nothing is left; one that did has ended. */
  private void notStarted(boolean first, Throwable failure) {
    Optional<ExitStatus> last =
        locked(
            () -> {
              if (first || running != null) {
                state = first ? ContainerState.REMOVED : ContainerState.EXITED;
              }
              parts.tell(s -> new ContainerEvent.StartFailed(s, String.valueOf(failure)));
              ends.seen();
              noLongerStarting();
              return runs.status();
            });
    if (first) {
      parts.undone();
    }
    ends.tell(last.orElse(null), first ? failure : null, () -> {});
  }

  /**
   * Goes on with what another process has begun.
   *
   * @param process that runs, or has ended
   */
  void adopt(RunningProcess process) {
    locked(
        () -> {
          running = process;
          state = process.isPaused() ? ContainerState.PAUSED : ContainerState.RUNNING;
          runs.adopt(process);
          health.filter(_ -> !process.hasEnded()).ifPresent(monitor -> monitor.begin(process));
          return state;
        });
    var _ = process.exit().whenComplete(this::ended);
  }

  /** Lets go of a container that goes on. It is as if removed, to whoever has this handle. */
  void release() {
    boolean gone =
        locked(
            () -> {
              while (starting) {
                settled.awaitUninterruptibly();
              }
              boolean before = state == ContainerState.REMOVED;
              state = ContainerState.REMOVED;
              return before;
            });
    if (!gone) {
      health.ifPresent(HealthMonitor::end);
      parts.release(running);
    }
  }

  private void ended(@Nullable ExitStatus status, @Nullable Throwable failure) {
    parts.access().ended();
    health.ifPresent(HealthMonitor::end);
    boolean again = locked(() -> status != null && noteEnd(status));
    if (again) {
      parts.output().log().endRun();
    } else {
      ends.tell(status, failure, this::removeIfSo);
    }
  }

  /** Whether it will be started again. */
  private boolean noteEnd(ExitStatus status) {
    boolean removed = state == ContainerState.REMOVED;
    Duration ran = runs.end(running(), status);
    boolean again = !removed && restarts.plan(status, ran);
    if (removed) {
      parts.tell(ContainerEvent.Removed::new);
    } else if (again) {
      state = ContainerState.RESTARTING;
    } else {
      exited(status);
    }
    return again;
  }

  private void exited(ExitStatus status) {
    state = ContainerState.EXITED;
    ends.seen();
    if (stopping) {
      parts.tell(s -> new ContainerEvent.Stopped(s, status));
    }
  }

  private void removeIfSo() {
    if (parts.spec().lifeCycle().autoRemove()) {
      parts.engine().callbacks().execute(this::removeEnded);
    }
  }

  private void removeEnded() {
    try {
      remove(RemoveOptions.defaults().withVolumes());
    } catch (ContainerStateException e) {
      log.debug("container {} was started again before it was removed", parts.id(), e);
    }
  }

  ExitStatus stop(Duration grace) throws InterruptedException {
    Optional<ExitStatus> between = beginStop();
    between.ifPresent(status -> ends.tell(status, null, this::removeIfSo));
    CompletableFuture<ExitStatus> end = exit();
    try {
      return Waiting.of(end, grace);
    } catch (TimeoutException e) {
      locked(() -> signalIfAlive(Signal.KILL));
      return Waiting.of(end);
    }
  }

  /** The end that is to be told if it was between two runs; empty otherwise. */
  private Optional<ExitStatus> beginStop() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      restarts.endedByUser();
      while (starting) {
        settled.await();
      }
      restarts.endedByUser();
      require("stop", true);
      stopping = true;
      if (state == ContainerState.RESTARTING) {
        runs.status().ifPresent(this::exited);
        return runs.status();
      }
      signalIfAlive(parts.spec().stopSignal());
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void restart(Duration grace) throws InterruptedException {
    if (locked(() -> running != null && state != ContainerState.REMOVED)) {
      var _ = stop(grace);
    }
    start();
  }

  /** A paused container cannot act on a signal: it goes on first. */
  private boolean signalIfAlive(Signal signal) {
    boolean alive = isAlive();
    if (alive) {
      runs.kill(running(), signal);
      thaw();
    }
    return alive;
  }

  private void thaw() {
    if (isPaused()) {
      running().thaw();
      state = ContainerState.RUNNING;
      parts.tell(ContainerEvent.Unpaused::new);
    }
  }

  private boolean isPaused() {
    return state == ContainerState.PAUSED;
  }

  private boolean isAlive() {
    return state == ContainerState.RUNNING || state == ContainerState.PAUSED;
  }

  void kill(Signal signal) {
    alive(
        "kill",
        process -> {
          boolean last = signal.equals(Signal.KILL);
          if (last || signal.equals(parts.spec().stopSignal())) {
            restarts.endedByUser();
          }
          runs.kill(process, signal);
          if (last) {
            thaw();
          }
          return last;
        });
  }

  void pause() {
    locked(this::pauseRunning);
  }

  private ContainerState pauseRunning() {
    require("pause", state == ContainerState.RUNNING).freeze();
    state = ContainerState.PAUSED;
    stillness = null;
    parts.tell(ContainerEvent.Paused::new);
    return state;
  }

  void unpause() {
    locked(
        () -> {
          require("unpause", state == ContainerState.PAUSED);
          thaw();
          return state;
        });
  }

  /**
   * Does something while nothing of it runs: freezes it if it does, and lets it go on after that
   * unless somebody else wants it paused. Several may do so at a time.
   */
  void still(Runnable work) {
    Optional<Stillness> mine = locked(this::freezeForSomeone);
    try {
      work.run();
    } finally {
      mine.ifPresent(stillness -> locked(() -> done(stillness)));
    }
  }

  private Optional<Stillness> freezeForSomeone() {
    if (state == ContainerState.RUNNING) {
      pauseRunning();
      stillness = new Stillness();
    }
    Optional<Stillness> ours = Optional.ofNullable(isPaused() ? stillness : null);
    ours.ifPresent(Stillness::enter);
    return ours;
  }

  private boolean done(Stillness some) {
    boolean last = some.leave();
    if (last && some.equals(stillness)) {
      thaw();
    }
    return last;
  }

  void update(Limits changed) {
    alive(
        "update",
        process -> {
          process.update(changed);
          limits = changed;
          return changed;
        });
  }

  /** Refuses something that cannot be done after its removal. */
  void requireThere(String operation) {
    if (state() == ContainerState.REMOVED) {
      throw refusal(operation);
    }
  }

  /** Its first process, which runs and is not paused. */
  RunningProcess runningNow(String operation) {
    return locked(() -> require(operation, state == ContainerState.RUNNING));
  }

  /** Its first process, which may have ended. */
  RunningProcess started(String operation) {
    return locked(() -> require(operation, true));
  }

  /** Does something with the process while it is neither ended by this side nor removed. */
  <T> T alive(String operation, Function<RunningProcess, T> action) {
    return locked(() -> action.apply(require(operation, isAlive())));
  }

  private RunningProcess require(String operation, boolean allowed) {
    if (!allowed || running == null) {
      throw refusal(operation);
    }
    return running;
  }

  private RunningProcess running() {
    return require("use the process of", true);
  }

  private ContainerStateException refusal(String operation) {
    return new ContainerStateException(operation, parts.id(), state);
  }

  /** Has everything of it removed; waits for a start that is on its way. */
  void remove(RemoveOptions options) {
    Optional<ExitStatus> last;
    boolean dying;
    lock.lock();
    try {
      boolean idle = !starting && !isAlive() && state != ContainerState.RESTARTING;
      if (!options.force() && !idle) {
        throw refusal("remove");
      }
      restarts.endedByUser();
      while (starting) {
        settled.awaitUninterruptibly();
      }
      restarts.endedByUser();
      if (state == ContainerState.REMOVED) {
        return;
      }
      dying = signalIfAlive(Signal.KILL);
      state = ContainerState.REMOVED;
      last = runs.status();
      if (!dying) {
        parts.tell(ContainerEvent.Removed::new);
      }
    } finally {
      lock.unlock();
    }
    if (!dying) {
      ends.tell(last.orElse(null), refusal("wait for"), () -> {});
    }
    parts.remove(running, options.volumes());
  }

  ContainerInfo info(Optional<Health> now) {
    return locked(
        () ->
            new ContainerInfo(
                parts.id(),
                parts.news().name(),
                parts.spec().lifeCycle().labels(),
                parts.spec().image(),
                state,
                created,
                runs.started(),
                runs.finished(),
                runs.status(),
                restarts.count(),
                now,
                isAlive() ? OptionalLong.of(running().pid()) : OptionalLong.empty()));
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
