package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.DetachedContainerException;
import io.jcontainer.ExitStatus;
import io.jcontainer.Limits;
import io.jcontainer.Signal;
import io.jcontainer.spi.RootFilesystem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The states that a container goes through, and what may be done to it in each.
 *
 * <p>{@code lock} guards all fields, and is held while a signal is sent or the container is frozen,
 * so that neither meets a removed container. It is never held while something starts or ends.
 */
final class LifeCycle {
  private final Engine engine;
  private final ContainerHome home;
  private final Optional<KeptOutput> kept;
  private final ContainerId id;
  private final ContainerSpec spec;
  private final RootFilesystem rootfs;
  private final RootAccess access;
  private final MainOutput output;
  private final Runnable forget;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private ContainerState state = ContainerState.CREATED;
  private boolean starting;
  private Limits limits;
  private @Nullable RunningProcess running;
  private CompletableFuture<ExitStatus> exit = new CompletableFuture<>();

  LifeCycle(
      Engine engine,
      ContainerHome home,
      ContainerId id,
      ContainerSpec spec,
      RootFilesystem rootfs,
      RootAccess access,
      MainOutput output,
      Optional<KeptOutput> kept,
      Runnable forget) {
    this.engine = engine;
    this.home = home;
    this.kept = kept;
    this.id = id;
    this.spec = spec;
    this.rootfs = rootfs;
    this.access = access;
    this.output = output;
    this.forget = forget;
    this.limits = spec.limits();
  }

  ContainerState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  void start() {
    RunningProcess last;
    lock.lock();
    try {
      if (starting || !(state == ContainerState.CREATED || state == ContainerState.EXITED)) {
        throw refusal("start");
      }
      starting = true;
      last = running;
    } finally {
      lock.unlock();
    }
    RunningProcess process;
    try {
      process = attempt(last);
    } catch (DetachedContainerException e) { // it is another's to start
      notStarted(false);
      throw e;
    } catch (RuntimeException | Error e) {
      notStarted(last == null);
      throw e;
    }
    lock.lock();
    try {
      running = process;
      if (exit.isDone()) {
        exit = new CompletableFuture<>();
      }
      state = ContainerState.RUNNING;
      starting = false;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
    var _ = process.exit().whenComplete(this::ended);
  }

  void restart(Duration grace) throws InterruptedException {
    boolean ran;
    lock.lock();
    try {
      ran = running != null && state != ContainerState.REMOVED;
    } finally {
      lock.unlock();
    }
    if (ran) {
      var _ = stop(grace);
    }
    start();
  }

  private RunningProcess attempt(@Nullable RunningProcess last) {
    if (last != null) {
      last.makeRoom();
    }
    output.log().open();
    if (kept.isEmpty()) {
      return new ContainerStart(engine, home, id, spec, limits, access, output, Optional.empty())
          .start();
    }
    try (KeptStart start = KeptStart.begin(engine, kept.get(), rootfs)) {
      return new ContainerStart(engine, home, id, spec, limits, access, output, Optional.of(start))
          .start();
    }
  }

  /**
   * Goes on with what another process has begun.
   *
   * @param process that runs, or has ended
   */
  void adopt(RunningProcess process) {
    lock.lock();
    try {
      running = process;
      state = ContainerState.RUNNING;
    } finally {
      lock.unlock();
    }
    process.limits().apply(spec.killRules(), limits, output.exceeded());
    var _ = process.exit().whenComplete(this::ended);
  }

  /** Lets go of a container that runs on. It is as if removed, to whoever has this handle. */
  void release() {
    RunningProcess last;
    lock.lock();
    try {
      while (starting) {
        settled.awaitUninterruptibly();
      }
      if (state == ContainerState.REMOVED) {
        return;
      }
      state = ContainerState.REMOVED;
      last = running;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.release();
    }
    kept.ifPresent(KeptOutput::close);
    access.close();
    rootfs.close();
    home.released();
    forget.run();
  }

  /** Of a container that never ran nothing is left; one that did is as it was before. */
  private void notStarted(boolean first) {
    var _ = output.log().end();
    lock.lock();
    try {
      if (first) {
        state = ContainerState.REMOVED;
      }
      starting = false;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
    if (first) {
      rootfs.close();
      kept.ifPresent(KeptOutput::close);
      home.containerRemoved();
      forget.run();
    }
  }

  private void ended(@Nullable ExitStatus status, @Nullable Throwable failure) {
    access.ended();
    CompletableFuture<ExitStatus> told;
    lock.lock();
    try {
      if (state != ContainerState.REMOVED) {
        state = ContainerState.EXITED;
      }
      told = exit;
    } finally {
      lock.unlock();
    }
    var _ = output.log().end().thenRun(() -> tellEnd(told, status, failure));
  }

  private static void tellEnd(
      CompletableFuture<ExitStatus> exit,
      @Nullable ExitStatus status,
      @Nullable Throwable failure) {
    if (status != null) {
      exit.complete(status);
    } else if (failure != null) {
      exit.completeExceptionally(failure);
    }
  }

  /** The end of the current run, or of the last. */
  CompletableFuture<ExitStatus> exit() {
    lock.lock();
    try {
      return exit;
    } finally {
      lock.unlock();
    }
  }

  ExitStatus stop(Duration grace) throws InterruptedException {
    CompletableFuture<ExitStatus> end;
    lock.lock();
    try {
      if (running == null) {
        throw refusal("stop");
      }
      signalIfAlive(spec.stopSignal());
      end = exit;
    } finally {
      lock.unlock();
    }
    try {
      return Waiting.of(end, grace);
    } catch (TimeoutException e) {
      lock.lock();
      try {
        signalIfAlive(Signal.KILL);
      } finally {
        lock.unlock();
      }
      return Waiting.of(end);
    }
  }

  /** A paused container cannot act on a signal: it goes on first. */
  private void signalIfAlive(Signal signal) {
    RunningProcess process = running;
    if (process != null && isAlive()) {
      process.signal(signal);
      thaw(process);
    }
  }

  private void thaw(RunningProcess process) {
    if (state == ContainerState.PAUSED) {
      process.thaw();
      state = ContainerState.RUNNING;
    }
  }

  private boolean isAlive() {
    return state == ContainerState.RUNNING || state == ContainerState.PAUSED;
  }

  void kill(Signal signal) {
    alive(
        "kill",
        process -> {
          process.signal(signal);
          if (signal.equals(Signal.KILL)) {
            thaw(process);
          }
          return signal;
        });
  }

  void pause() {
    in(
        ContainerState.RUNNING,
        "pause",
        process -> {
          process.freeze();
          state = ContainerState.PAUSED;
          return state;
        });
  }

  void unpause() {
    in(
        ContainerState.PAUSED,
        "unpause",
        process -> {
          thaw(process);
          return state;
        });
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

  /** Its first process, which runs and is not paused. */
  RunningProcess runningNow(String operation) {
    return in(ContainerState.RUNNING, operation, process -> process);
  }

  /** Its first process, which may have ended. */
  RunningProcess started(String operation) {
    lock.lock();
    try {
      if (running == null) {
        throw refusal(operation);
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** Does something with the process while it is neither ended by this side nor removed. */
  <T> T alive(String operation, Function<RunningProcess, T> action) {
    lock.lock();
    try {
      if (running == null || !isAlive()) {
        throw refusal(operation);
      }
      return action.apply(running);
    } finally {
      lock.unlock();
    }
  }

  private <T> T in(ContainerState wanted, String operation, Function<RunningProcess, T> action) {
    lock.lock();
    try {
      if (running == null || state != wanted) {
        throw refusal(operation);
      }
      return action.apply(running);
    } finally {
      lock.unlock();
    }
  }

  private ContainerStateException refusal(String operation) {
    return new ContainerStateException(operation, id, state);
  }

  /**
   * Kills it if it runs, and has everything of it removed. Waits for a start that is on its way.
   */
  void remove() {
    RunningProcess last;
    lock.lock();
    try {
      while (starting) {
        settled.awaitUninterruptibly();
      }
      if (state == ContainerState.REMOVED) {
        return;
      }
      signalIfAlive(Signal.KILL);
      last = running;
      state = ContainerState.REMOVED;
    } finally {
      lock.unlock();
    }
    home.removing();
    boolean used = access.retire();
    Runnable then =
        () -> {
          rootfs.close();
          kept.ifPresent(KeptOutput::close);
          home.containerRemoved();
        };
    if (last != null) {
      last.remove(access::close, then);
    } else if (used) {
      engine.janitor().later(access::close);
      engine.janitor().removeDirectory(home.files(), id.value(), then);
    } else {
      then.run();
    }
    forget.run();
  }
}
