package io.jcontainer.linux.container;

import io.jcontainer.ContainerProcess;
import io.jcontainer.ExitStatus;
import io.jcontainer.Signal;
import io.jcontainer.TerminalSize;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.WaitStatus;
import io.jcontainer.linux.cgroup.NestedGroup;
import io.jcontainer.linux.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A command that was begun in a running container, watched through its descriptor.
 *
 * <p>{@code lock} guards {@code pidfd} against being closed while a signal is sent, and the rest
 * that changes. It is never held while waiting.
 */
final class ExecProcess extends ContainerProcess {
  private final Engine engine;
  private final Kernel kernel;
  private final int pid;
  private final Fd pidfd;
  private final NestedGroup group;
  private final ExecGroups groups;
  private final ExecStreams.Connected streams;
  private final LongSupplier oomKills;
  private final long oomKillsBefore;
  private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private EventLoop.@Nullable Timer timeLimit;
  private boolean timedOut;

  /**
   * Watches a process that has just become the command. Owns what it is given.
   *
   * @param oomKills how many processes of the container the kernel has killed for want of memory
   * @param oomKillsBefore how many that were before
   */
  ExecProcess(
      Engine engine,
      Birth birth,
      NestedGroup group,
      ExecGroups groups,
      ExecStreams.Connected streams,
      LongSupplier oomKills,
      long oomKillsBefore) {
    this.engine = engine;
    this.kernel = engine.kernel();
    this.pid = birth.pid();
    this.pidfd = birth.pidfd();
    this.group = group;
    this.groups = groups;
    this.streams = streams;
    this.oomKills = oomKills;
    this.oomKillsBefore = oomKillsBefore;
  }

  /** Begins to watch it. */
  ExecProcess watched() {
    engine.events().watch(pidfd, this::pidfdReadable);
    return this;
  }

  /** Kills all of it once its time is over. */
  void limitTime(Duration limit) {
    lock.lock();
    try {
      if (!exit.isDone()) {
        timeLimit = engine.events().after(limit, this::timeIsOver);
      }
    } finally {
      lock.unlock();
    }
  }

  private void timeIsOver() {
    lock.lock();
    try {
      timedOut = !pidfd.isClosed();
    } finally {
      lock.unlock();
    }
    engine.callbacks().execute(group::kill);
  }

  private void pidfdReadable(EventLoop.Watch watch) {
    WaitStatus status = kernel.waitPidfd(pidfd, 0);
    watch.close();
    if (status == null) {
      return;
    }
    boolean late;
    lock.lock();
    try {
      pidfd.close();
      late = timedOut;
      if (timeLimit != null) {
        timeLimit.close();
      }
    } finally {
      lock.unlock();
    }
    streams.owned().forEach(ProcessStream::processEnded);
    groups.release(group);
    ExitStatus how = exitStatus(status, late);
    ended.complete(how);
    exit.complete(how);
  }

  private ExitStatus exitStatus(WaitStatus status, boolean late) {
    if (!status.signalled()) {
      return new ExitStatus(status.value(), Optional.empty(), false, late);
    }
    Signal signal = new Signal(status.value());
    boolean oom = signal.equals(Signal.KILL) && oomKills.getAsLong() > oomKillsBefore;
    return new ExitStatus(128 + status.value(), Optional.of(signal), oom, late);
  }

  @Override
  public OutputStream getOutputStream() {
    return streams.input();
  }

  @Override
  public InputStream getInputStream() {
    return streams.output();
  }

  @Override
  public InputStream getErrorStream() {
    return streams.error();
  }

  @Override
  public long pid() {
    return pid;
  }

  /** Tells of its end, before anybody who waits for it goes on. */
  void whenEnded(Consumer<ExitStatus> told) {
    var _ = ended.thenAccept(told);
  }

  ExitStatus await() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of process " + pid + " was not seen", e.getCause());
    }
  }

  @Override
  public int waitFor() throws InterruptedException {
    return await().code();
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      var _ = exit.get(timeout, unit);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of process " + pid + " was not seen", e.getCause());
    }
  }

  @Override
  public CompletableFuture<Process> onExit() {
    return exit.thenApplyAsync(_ -> this, engine.callbacks());
  }

  @Override
  public boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public int exitValue() {
    return exitStatus().code();
  }

  @Override
  public ExitStatus exitStatus() {
    if (!exit.isDone()) {
      throw new IllegalThreadStateException("process " + pid + " has not ended");
    }
    return exit.join();
  }

  @Override
  public boolean supportsNormalTermination() {
    return true;
  }

  @Override
  public void destroy() {
    kill(Signal.TERM);
  }

  @Override
  public void kill(Signal signal) {
    lock.lock();
    try {
      if (!pidfd.isClosed()) {
        kernel.pidfdSendSignal(pidfd, signal.number());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Process destroyForcibly() {
    group.kill();
    return this;
  }

  @Override
  public void resize(TerminalSize size) {
    Terminal terminal =
        streams
            .terminal()
            .orElseThrow(() -> new IllegalStateException("process " + pid + " has no terminal"));
    lock.lock();
    try {
      if (!pidfd.isClosed()) {
        terminal.resize(size);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "process " + pid + (isAlive() ? "" : ", " + exit.join());
  }
}
