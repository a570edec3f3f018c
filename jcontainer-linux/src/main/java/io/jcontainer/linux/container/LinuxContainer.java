package io.jcontainer.linux.container;

import io.jcontainer.Container;
import io.jcontainer.ContainerFiles;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerProcess;
import io.jcontainer.ContainerSpec;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExecResult;
import io.jcontainer.ExecSpec;
import io.jcontainer.ExitStatus;
import io.jcontainer.Limits;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.LogSource;
import io.jcontainer.Output;
import io.jcontainer.Signal;
import io.jcontainer.Stats;
import io.jcontainer.TerminalSize;
import io.jcontainer.Usage;
import io.jcontainer.kernel.Fd;
import io.jcontainer.linux.files.RootFiles;
import io.jcontainer.spi.RootFilesystem;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One container: its state, and what may be done to it in that state.
 *
 * <p>{@code lock} guards {@code state} and {@code running}, and is held while a signal is sent or
 * the container is frozen, so that neither meets a removed container. It is never held while
 * waiting.
 */
public final class LinuxContainer implements Container {
  private final Engine engine;
  private final ContainerId id;
  private final ContainerSpec spec;
  private final RootFilesystem rootfs;
  private final RootAccess access;
  private final ContainerFiles files;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final OutputBuffer stdout;
  private final OutputBuffer stderr;
  private final ContainerLog log;
  private final Executions executions;

  private final ReentrantLock lock = new ReentrantLock();
  private ContainerState state = ContainerState.CREATED;
  private boolean starting;
  private @Nullable RunningProcess running;

  LinuxContainer(Engine engine, ContainerId id, ContainerSpec spec, RootFilesystem rootfs) {
    this.engine = engine;
    this.id = id;
    this.spec = spec;
    this.rootfs = rootfs;
    this.access = new RootAccess(engine, id, spec, rootfs);
    this.files =
        new RootFiles(
            engine.kernel(),
            engine.range().owners(),
            access::view,
            access::changed,
            access::diskUsage);
    int limit = Math.toIntExact(spec.outputLimit().bytes());
    this.stdout = new OutputBuffer(limit);
    this.stderr = new OutputBuffer(limit);
    this.log = new ContainerLog(engine.kernel(), spec);
    this.executions = new Executions(engine, id, spec);
  }

  @Override
  public ContainerId id() {
    return id;
  }

  @Override
  public ContainerSpec spec() {
    return spec;
  }

  @Override
  public ContainerState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long pid() {
    return started("tell the process id of").pid();
  }

  @Override
  public void start() {
    lock.lock();
    try {
      if (state != ContainerState.CREATED || starting) {
        throw new ContainerStateException("start", id, state);
      }
      starting = true;
    } finally {
      lock.unlock();
    }
    RunningProcess process;
    try {
      log.open();
      process =
          new ContainerStart(
                  engine,
                  id,
                  spec,
                  access,
                  log.beside(stdout, LogSource.STDOUT),
                  log.beside(stderr, LogSource.STDERR))
              .start();
    } catch (RuntimeException | Error e) {
      gone();
      throw e;
    }
    lock.lock();
    try {
      running = process;
      state = ContainerState.RUNNING;
      starting = false;
    } finally {
      lock.unlock();
    }
    var _ = process.exit().whenComplete(this::ended);
  }

  /** Nothing of it came to be, or nothing of it is left. */
  private void gone() {
    var _ = log.end();
    lock.lock();
    try {
      state = ContainerState.REMOVED;
      starting = false;
    } finally {
      lock.unlock();
    }
    rootfs.close();
    engine.forget(this);
  }

  private void ended(@Nullable ExitStatus status, @Nullable Throwable failure) {
    lock.lock();
    try {
      if (state != ContainerState.REMOVED) {
        state = ContainerState.EXITED;
      }
    } finally {
      lock.unlock();
    }
    access.ended();
    var _ = log.end().thenRun(() -> tellEnd(status, failure));
  }

  private void tellEnd(@Nullable ExitStatus status, @Nullable Throwable failure) {
    if (status != null) {
      exit.complete(status);
    } else if (failure != null) {
      exit.completeExceptionally(failure);
    }
  }

  @Override
  public ExitStatus waitFor() throws InterruptedException {
    started("wait for");
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  @Override
  public @Nullable ExitStatus waitFor(Duration atMost) throws InterruptedException {
    started("wait for");
    try {
      return exit.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException known
        ? known
        : new IllegalStateException("the end of the container was not seen", e.getCause());
  }

  @Override
  public CompletableFuture<ExitStatus> onExit() {
    return exit.thenApplyAsync(status -> status, engine.callbacks());
  }

  @Override
  public ExitStatus stop(Duration grace) throws InterruptedException {
    started("stop");
    signalIfAlive(spec.stopSignal());
    ExitStatus status = waitFor(grace);
    if (status != null) {
      return status;
    }
    signalIfAlive(Signal.KILL);
    return waitFor();
  }

  /** A paused container cannot act on a signal: it goes on first. */
  private void signalIfAlive(Signal signal) {
    lock.lock();
    try {
      if (running != null && isAlive()) {
        running.signal(signal);
        if (state == ContainerState.PAUSED) {
          running.thaw();
          state = ContainerState.RUNNING;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isAlive() {
    return state == ContainerState.RUNNING || state == ContainerState.PAUSED;
  }

  @Override
  public void kill(Signal signal) {
    lock.lock();
    try {
      if (running == null || !isAlive()) {
        throw new ContainerStateException("kill", id, state);
      }
      running.signal(signal);
      if (signal.equals(Signal.KILL) && state == ContainerState.PAUSED) {
        running.thaw();
        state = ContainerState.RUNNING;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void pause() {
    lock.lock();
    try {
      if (running == null || state != ContainerState.RUNNING) {
        throw new ContainerStateException("pause", id, state);
      }
      running.freeze();
      state = ContainerState.PAUSED;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void unpause() {
    lock.lock();
    try {
      if (running == null || state != ContainerState.PAUSED) {
        throw new ContainerStateException("unpause", id, state);
      }
      running.thaw();
      state = ContainerState.RUNNING;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Output logs() {
    return new Output(
        stdout.snapshot(), stderr.snapshot(), stdout.truncated() || stderr.truncated());
  }

  @Override
  public ContainerFiles files() {
    return files;
  }

  @Override
  public LogReader logs(LogQuery query) {
    return log.read(query);
  }

  @Override
  public OutputStream stdin() {
    if (!spec.openInput()) {
      throw new IllegalStateException(
          "the input of container " + id + " is not open: call withStdinOpen before its start");
    }
    return started("write to").input();
  }

  @Override
  public void resize(TerminalSize size) {
    started("resize the terminal of").resize(size);
  }

  @Override
  public ExecResult exec(ExecSpec command) throws InterruptedException {
    return executions.run(runningNow("execute a command in"), command);
  }

  @Override
  public ContainerProcess execProcess(ExecSpec command) {
    return executions.begin(runningNow("execute a command in"), command);
  }

  private RunningProcess runningNow(String operation) {
    lock.lock();
    try {
      if (running == null || state != ContainerState.RUNNING) {
        throw new ContainerStateException(operation, id, state);
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Usage usage() {
    return started("tell the usage of").usage();
  }

  @Override
  public Stats stats() {
    return alive("tell the stats of", RunningProcess::stats);
  }

  @Override
  public Stream<Stats> stats(Duration interval) {
    var _ = stats();
    return StatsStream.of(this::stats, interval, exit);
  }

  @Override
  public void update(Limits limits) {
    alive(
        "update",
        process -> {
          process.update(limits);
          return limits;
        });
  }

  /** Does something with the process while it is neither ended by this side nor removed. */
  private <T> T alive(String operation, Function<RunningProcess, T> action) {
    lock.lock();
    try {
      if (running == null || !isAlive()) {
        throw new ContainerStateException(operation, id, state);
      }
      return action.apply(running);
    } finally {
      lock.unlock();
    }
  }

  /** A descriptor of its first process, which runs, for whoever shares its namespaces. */
  Fd openProcess() {
    return alive("share namespaces of", RunningProcess::openAgain);
  }

  private RunningProcess started(String operation) {
    lock.lock();
    try {
      if (running == null) {
        throw new ContainerStateException(operation, id, state);
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void remove() {
    RunningProcess last;
    lock.lock();
    try {
      if (starting) {
        throw new ContainerStateException("remove", id, state);
      }
      if (state == ContainerState.REMOVED) {
        return;
      }
      last = running;
      if (last != null && isAlive()) {
        last.signal(Signal.KILL);
        if (state == ContainerState.PAUSED) {
          last.thaw();
        }
      }
      state = ContainerState.REMOVED;
    } finally {
      lock.unlock();
    }
    boolean used = access.retire();
    if (last != null) {
      last.remove(access::close, rootfs::close);
    } else if (used) {
      engine.janitor().later(access::close);
      engine.janitor().removeDirectory(id.value(), rootfs::close);
    } else {
      rootfs.close();
    }
    engine.forget(this);
  }

  @Override
  public String toString() {
    return "container " + id.abbreviated() + " of " + spec.image();
  }
}
