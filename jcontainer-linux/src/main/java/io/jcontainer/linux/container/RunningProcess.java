package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ExitStatus;
import io.jcontainer.Limits;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.Stats;
import io.jcontainer.TerminalSize;
import io.jcontainer.Usage;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.WaitStatus;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.cgroup.CgroupUsage;
import io.jcontainer.linux.security.UserIdentity;
import io.jcontainer.linux.terminal.Terminal;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first process of a container that was started: watched through its descriptor until it ends,
 * never by its number, which another process may have by then.
 */
final class RunningProcess {
  private static final Logger log = LoggerFactory.getLogger(RunningProcess.class);

  private static final Duration FREEZE = Duration.ofSeconds(5);
  private static final Duration LAST_PROCESSES = Duration.ofSeconds(10);

  private final Engine engine;
  private final Kernel kernel;
  private final ContainerId id;
  private final int pid;
  private final Fd pidfd;
  private final Cgroup cgroup;
  private final UserIdentity user;
  private final long startedNanos;
  private final ProcessStreams streams;
  private final Channels channels;
  private final Death death;
  private final ContainerHome home;
  private final LimitWatch limits;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final CompletableFuture<WaitStatus> ended = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private EventLoop.@Nullable Watch watch;
  private boolean over;
  private boolean timedOut;
  private @Nullable Usage finalUsage;
  private boolean oomKilled;

  /**
   * A process that has become the container's command. Owns all it is given but the home.
   *
   * @param startedNanos when, by {@link System#nanoTime}
   * @param death how its end shows
   */
  RunningProcess(
      Engine engine,
      ContainerId id,
      Birth birth,
      Cgroup cgroup,
      UserIdentity user,
      long startedNanos,
      ProcessStreams streams,
      Channels channels,
      Death death,
      ContainerHome home) {
    this.engine = engine;
    this.kernel = engine.kernel();
    this.id = id;
    this.pid = birth.pid();
    this.pidfd = birth.pidfd();
    this.cgroup = cgroup;
    this.user = user;
    this.startedNanos = startedNanos;
    this.streams = streams;
    this.channels = channels;
    this.death = death;
    this.home = home;
    this.limits = new LimitWatch(engine, cgroup, this::killAll);
    var _ =
        CompletableFuture.allOf(ended, streams.drained())
            .thenRun(() -> exit.complete(status(ended.join())));
  }

  /** Begins to watch for its end. */
  RunningProcess watched() {
    lock.lock();
    try {
      watch = engine.events().watch(death.watched(), this::deathShows);
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** It has ended before. */
  RunningProcess dead(Death.End end) {
    hasDied(end);
    return this;
  }

  /** What kills it when it meets a limit, and remembers which it met. */
  LimitWatch limits() {
    return limits;
  }

  /** A frozen process dies of it, too, once it is thawed. */
  private void killAll() {
    if (!ended.isDone()) {
      signal(Signal.KILL);
      cgroup.thaw();
    }
  }

  private void deathShows(EventLoop.Watch shown) {
    Death.End end = death.look();
    shown.close();
    if (end != null) {
      hasDied(end);
    }
  }

  private void hasDied(Death.End end) {
    rememberUsage();
    lock.lock();
    try {
      timedOut |= end.timedOut();
      streams.processEnded();
      over = true;
    } finally {
      lock.unlock();
    }
    ended.complete(end.status());
  }

  private void rememberUsage() {
    Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
    try {
      limits.end();
      CgroupUsage last = cgroup.usage();
      lock.lock();
      try {
        finalUsage = usage(last, wall);
        oomKilled = last.oomKills() > 0;
      } finally {
        lock.unlock();
      }
    } catch (RuntimeException e) {
      log.warn("the usage of process {} is lost", pid, e);
    }
  }

  private ExitStatus status(WaitStatus status) {
    Optional<Signal> signal =
        status.signalled() ? Optional.of(new Signal(status.value())) : Optional.empty();
    int code = status.signalled() ? 128 + status.value() : status.value();
    boolean late = timedOut || limits.events().timeExceeded();
    return new ExitStatus(code, signal, oomKilled, late);
  }

  private static Usage usage(CgroupUsage usage, Duration wall) {
    return new Usage(
        wall,
        usage.userTime(),
        usage.systemTime(),
        usage.cpuTime(),
        usage.peakMemory(),
        usage.peakPids());
  }

  int pid() {
    return pid;
  }

  /** The process's descriptor: its namespaces are entered by it, too. */
  Descriptor pidfd() {
    return pidfd;
  }

  /**
   * Opens its root directory, to look beneath it: what the process itself has as its root.
   *
   * @throws KernelException ESRCH if it has ended
   */
  Fd openRoot() {
    return openOwn("root", O.PATH | O.DIRECTORY);
  }

  /**
   * Opens its control group namespace, for whoever may not join it by the process's descriptor.
   *
   * @throws KernelException ESRCH if it has ended
   */
  Fd openControlGroupNamespace() {
    return openOwn("ns/cgroup", O.RDONLY);
  }

  private Fd openOwn(String name, int flags) {
    Fd file = kernel.open(Descriptor.CWD, "/proc/" + pid + "/" + name, flags | O.CLOEXEC, 0);
    try {
      kernel.pidfdSendSignal(pidfd, 0); // it lives, so the number was its own all the time
      return file;
    } catch (KernelException e) {
      file.close();
      throw e;
    }
  }

  /** How long ago it was started. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Whether it is known to have ended. */
  boolean hasEnded() {
    return ended.isDone();
  }

  /** Whether its end is known within the time. */
  boolean endsWithin(Duration time) {
    return ended
        .thenApply(_ -> true)
        .completeOnTimeout(false, time.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** What it reads. */
  OutputStream input() {
    return streams.input();
  }

  /** The channel of a descriptor of the command. */
  ByteChannel channel(int descriptor) {
    return channels.get(descriptor);
  }

  /** Sets the size of its terminal; nothing happens after its end. */
  void resize(TerminalSize size) {
    Terminal terminal =
        streams
            .terminal()
            .orElseThrow(() -> new IllegalStateException("container " + id + " has no terminal"));
    lock.lock();
    try {
      if (!over) {
        terminal.resize(size);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The container's control groups. */
  Cgroup cgroup() {
    return cgroup;
  }

  /** What its ids are on the host. */
  IdRange range() {
    return home.range();
  }

  /** Who it was at its start. */
  UserIdentity user() {
    return user;
  }

  /** Completes on the event loop when the process has ended and all its output is read. */
  CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  /** Sends a signal. A process that has ended is past caring. */
  void signal(Signal signal) {
    try {
      kernel.pidfdSendSignal(pidfd, signal.number());
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ESRCH)) {
        throw e;
      }
    }
  }

  /**
   * Another descriptor of the process. Its number cannot have become another's meanwhile: the first
   * descriptor still reaches it afterwards, so it has not been waited for.
   */
  Fd openAgain() {
    Fd again = kernel.pidfdOpen(pid);
    try {
      kernel.pidfdSendSignal(pidfd, 0);
      return again;
    } catch (KernelException e) {
      again.close();
      throw e;
    }
  }

  /**
   * Has the rest of the container end with the process. That comes by itself in a process namespace
   * of its own, whose first process it is; not in one that is shared.
   */
  void endRestWithIt() {
    var _ = ended.thenRun(cgroup::kill);
  }

  void update(Limits limits) {
    cgroup.update(limits);
  }

  /** What its control groups and its network namespace count. */
  Stats stats() {
    Stats group = cgroup.stats();
    return new Stats(
        group.time(),
        group.cpu(),
        group.memory(),
        group.pids(),
        group.io(),
        group.pressure(),
        NetworkCounters.of(kernel, pid, pidfd));
  }

  void freeze() {
    cgroup.freeze(FREEZE);
  }

  void thaw() {
    cgroup.thaw();
  }

  /** Whether it was paused, by whomever, and lives. */
  boolean isPaused() {
    return !hasEnded() && cgroup.isFrozen();
  }

  Usage usage() {
    lock.lock();
    try {
      if (finalUsage != null) {
        return finalUsage;
      }
    } finally {
      lock.unlock();
    }
    return usage(cgroup.usage(), Duration.ofNanos(System.nanoTime() - startedNanos));
  }

  /**
   * Lets go of what the process, which has ended, still has, so that another can take its place.
   *
   * @throws StartException if processes of it do not end
   */
  void makeRoom() {
    channels.close();
    pidfd.close();
    death.close();
    cgroup.kill();
    if (!cgroup.remove(LAST_PROCESSES)) {
      throw new StartException(
          StartException.Reason.SETUP,
          "cannot start container " + id + " again: processes of its last run do not end",
          null);
    }
  }

  /**
   * Has everything of the container removed once the process, which was killed, has ended: only
   * then is the image's tree no longer in use.
   *
   * @param first lets go of what is in the directory
   * @param then lets go of what the directory was made from
   */
  void remove(Runnable first, Runnable then) {
    CompletableFuture<Void> removed = new CompletableFuture<>();
    engine.removing(id, removed);
    channels.close();
    Runnable done =
        () -> {
          then.run();
          engine.removed(id);
          removed.complete(null);
        };
    var _ =
        ended.thenRun(
            () -> {
              pidfd.close();
              death.close();
              engine.janitor().removeGroup(cgroup);
              engine.janitor().later(first);
              engine.janitor().removeDirectory(home.files(), id.value(), done);
            });
  }

  /** Lets go of it; it runs on. */
  void release() {
    EventLoop.Watch last;
    lock.lock();
    try {
      last = watch;
      over = true;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
    limits.stop();
    channels.close();
    streams.close();
    pidfd.close();
    death.close();
  }
}
