package io.jcontainer;

import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container: a running handle. Safe for use by many threads. Closing it ends and removes it; if
 * the JVM dies, the kernel ends it. A {@linkplain ContainerBuilder#withDetached detached} one goes
 * on in both cases.
 */
public interface Container extends AutoCloseable {
  /** Begins the description of a container on the image's engine, the default one. */
  static ContainerBuilder create(Image image) {
    return new ContainerBuilder(JContainer::defaultEngine, image);
  }

  /** The same from a reference; the image is pulled when the store has none of that name. */
  static ContainerBuilder create(String reference) {
    return JContainer.defaultEngine().container(reference);
  }

  /** Its identity. */
  ContainerId id();

  /** What it is called: the name it was given, or the beginning of its id. */
  String name();

  /**
   * Gives it another name.
   *
   * @throws InvalidSpecException if the name breaks the rule
   * @throws ContainerNameException if another container of the engine has it
   * @throws ContainerStateException after its removal
   */
  void rename(String name);

  /** All that is known of it, at one moment. */
  ContainerInfo inspect();

  /** What its health checks say; empty without one, and before the first start. */
  Optional<Health> health();

  /** What it was made from. */
  ContainerSpec spec();

  /** Where it is in its life, now. */
  ContainerState state();

  /**
   * The process id of its first process as the host sees it: the command's, or that of the {@link
   * ContainerBuilder#withInit init}.
   *
   * @throws ContainerStateException before it was started and after it was removed
   */
  long pid();

  /**
   * Starts it, for the first time or again after its end. When this returns, its first process is
   * the command. A further run has the same id, finds what was written to the root file system and
   * to volumes before, and adds to the logs; its tmpfs mounts are empty.
   *
   * @throws StartException if it cannot be started. If it never ran, nothing of it is left then;
   *     otherwise it is as it was before
   * @throws ContainerStateException unless it is created or has ended
   */
  void start();

  /**
   * Ends it as {@link #stop} does, if it runs, and starts it again.
   *
   * @throws StartException if it cannot be started again: it has ended then
   * @throws InterruptedException if interrupted while waiting for its end: it may run
   * @throws ContainerStateException if it is removed, or started by somebody else meanwhile
   */
  void restart(Duration grace) throws InterruptedException;

  /**
   * {@link #start} on a thread of its own. A start is not interrupted: cancelling only gives up
   * waiting for it.
   */
  default CompletableFuture<Void> startAsync() {
    return Async.run("start", this::start);
  }

  /** {@link #restart} on a thread of its own. Cancelling it interrupts that. */
  default CompletableFuture<Void> restartAsync(Duration grace) {
    return Async.run("restart", () -> restart(grace));
  }

  /**
   * Waits for its end. A container that its restart policy starts again has not ended: each end of
   * a run is told by {@link ContainerEvent.Exited}. After a further {@link #start} by a user it is
   * the end of that which is waited for.
   *
   * @throws InterruptedException if interrupted while waiting
   * @throws ContainerStateException if it was not started
   */
  ExitStatus waitFor() throws InterruptedException;

  /**
   * Waits for its end for so long; null if it still runs then.
   *
   * @throws InterruptedException if interrupted while waiting
   * @throws ContainerStateException if it was not started
   */
  @Nullable ExitStatus waitFor(Duration atMost) throws InterruptedException;

  /**
   * Completes when it ends, as {@link #waitFor} understands it, and all its output is read; with
   * {@link ContainerStateException} if it is removed before it ran. Each call returns a future of
   * its own.
   */
  CompletableFuture<ExitStatus> onExit();

  /**
   * Asks it to end with its stop signal, and kills it when the grace is over. Its restart policy
   * does not start it again. Returns when it has ended; at once if it already has.
   *
   * @throws InterruptedException if interrupted while waiting: the stop signal is sent, it may run
   * @throws ContainerStateException if it was not started
   */
  ExitStatus stop(Duration grace) throws InterruptedException;

  /** {@link #stop} on a thread of its own. Cancelling it interrupts that. */
  default CompletableFuture<ExitStatus> stopAsync(Duration grace) {
    return Async.call("stop", () -> stop(grace));
  }

  /**
   * Sends a signal to its first process. SIGKILL and a paused container go together: it is killed.
   * After SIGKILL or its stop signal, its restart policy does not start it again.
   *
   * @throws ContainerStateException unless it is running or paused
   */
  void kill(Signal signal);

  /**
   * Freezes all its processes.
   *
   * @throws ContainerStateException unless it is running
   */
  void pause();

  /**
   * Lets all its processes go on.
   *
   * @throws ContainerStateException unless it is paused
   */
  void unpause();

  /** What it has written so far: the beginning of each stream, up to the output limit. */
  Output logs();

  /** Reads its latest output line by line, up to the log limit, and what it will write. */
  LogReader logs(LogQuery query);

  /**
   * What its first process reads. Closing it ends that process's input; with a terminal nothing
   * tells it so, and an end is written as Ctrl-D (4).
   *
   * @throws ContainerStateException if it was not started
   * @throws IllegalStateException unless {@link ContainerBuilder#withStdinOpen} was called
   */
  OutputStream stdin();

  /**
   * This process's end of the connection whose other end is a descriptor of the command. Bytes go
   * both ways; a read waits for what the command writes, and says -1 once nobody in the container
   * has the other end any more; a write waits while the command does not read. One thread may read
   * while another writes; neither holds a platform thread while it waits. Closing it ends the
   * connection. What was written before the container ended can be read until the container is
   * removed or started again.
   *
   * <p>What comes through it was written by the container: do not trust it.
   *
   * @throws ContainerStateException if it was not started
   * @throws IllegalStateException unless {@link ContainerBuilder#withChannel} was called for it
   */
  ByteChannel channel(int descriptor);

  /**
   * Tells its terminal how large the window is now; the foreground process gets SIGWINCH.
   *
   * @throws ContainerStateException if it was not started
   * @throws IllegalStateException if it has no terminal
   */
  void resize(TerminalSize size);

  /**
   * Executes a command in it and waits for its end. The command has an empty standard input.
   *
   * @throws ExecException if the command cannot be executed
   * @throws ContainerStateException unless it is running
   * @throws InterruptedException if interrupted while waiting: the command is killed
   */
  default ExecResult exec(String... programAndArguments) throws InterruptedException {
    return exec(ExecSpec.of(programAndArguments));
  }

  /**
   * The same with a choice of user, environment, directory, time limit …
   *
   * @throws ExecException if the command cannot be executed
   * @throws ContainerStateException unless it is running
   * @throws InterruptedException if interrupted while waiting: the command is killed
   */
  ExecResult exec(ExecSpec spec) throws InterruptedException;

  /**
   * {@link #exec(String...)} on a thread of its own. Cancelling it kills the command and all that
   * it started.
   */
  default CompletableFuture<ExecResult> execAsync(String... programAndArguments) {
    return execAsync(ExecSpec.of(programAndArguments));
  }

  /**
   * {@link #exec(ExecSpec)} on a thread of its own. Cancelling it kills the command and all that it
   * started.
   */
  default CompletableFuture<ExecResult> execAsync(ExecSpec spec) {
    return Async.call("exec", () -> exec(spec));
  }

  /**
   * Begins to execute a command in it. When this returns, the process is the command.
   *
   * @throws ExecException if the command cannot be executed
   * @throws ContainerStateException unless it is running
   */
  default ContainerProcess execProcess(String... programAndArguments) {
    return execProcess(ExecSpec.of(programAndArguments));
  }

  /**
   * The same with a choice of user, environment, directory, time limit …
   *
   * @throws ExecException if the command cannot be executed
   * @throws ContainerStateException unless it is running
   */
  ContainerProcess execProcess(ExecSpec spec);

  /**
   * What it has used so far, or in all once it has ended.
   *
   * @throws ContainerStateException if it was not started
   */
  Usage usage();

  /**
   * Which of its limits it has met so far, or in all once it has ended.
   *
   * @throws ContainerStateException if it was not started
   */
  LimitEvents limitEvents();

  /** Its files: copying in and out, reading, differences, export. */
  ContainerFiles files();

  /**
   * Copies a file or directory tree of the host into the container, owned by its root.
   *
   * @param target absolute path of the result inside the container
   * @throws ContainerFileException if it cannot be read or written
   * @see ContainerFiles#copyTo(CopySource, String, CopyOptions)
   */
  default void copyTo(Path source, String target) {
    files().copyTo(CopySource.ofPath(source), target);
  }

  /**
   * Copies a file or directory tree of the container to the host, owned by the calling process.
   *
   * @param source absolute path inside the container
   * @param target path of the result
   * @throws ContainerFileException if it cannot be read or written
   * @see ContainerFiles#copyFrom(String, Path, CopyOptions)
   */
  default void copyFrom(String source, Path target) {
    files().copyFrom(source, target);
  }

  /**
   * Makes an image of the one it was made from and what it has changed in its root file system
   * since, as a layer of its own. What lies in volumes, binds and tmpfs mounts is not part of it,
   * and neither is what the engine puts there: {@code /dev}, {@code /etc/hostname}, {@code
   * /etc/hosts}, {@code /etc/resolv.conf}. Sockets are left out. The image is to be run as the
   * container's image is, unless the options change that: what the container itself was given, such
   * as its environment, does not get into it.
   *
   * <p>It may be at any point of its life. If it runs, it is paused while its files are read, and
   * goes on afterwards also if that fails.
   *
   * @return the image, in the store, by the first of its names; without one it is called {@code
   *     localhost/unnamed@digest}
   * @throws InvalidSpecException if its image has no layers, such as that of {@link Images#host()}
   *     or {@link Images#ofDirectory}
   * @throws ContainerFileException if its files cannot be read, or are such that no layer can have
   *     them: a name that begins with {@code .wh.}, an extended attribute with {@code =} in its
   *     name, or a path of more than 255 directories
   * @throws ContainerStateException after its removal, also if that came meanwhile
   * @throws ImageException if the image cannot be stored, or is larger than the limits
   */
  Image commit(CommitOptions options);

  /**
   * The same with a name for the image.
   *
   * @param name such as {@code example.org/app:2}
   */
  default Image commit(String name) {
    return commit(CommitOptions.defaults().withName(name));
  }

  /** {@link #commit(CommitOptions)} on a thread of its own. Cancelling it interrupts that. */
  default CompletableFuture<Image> commitAsync(CommitOptions options) {
    return Async.call("commit", () -> commit(options));
  }

  /**
   * What it uses now.
   *
   * @throws ContainerStateException unless it is running or paused
   */
  Stats stats();

  /**
   * What it uses, again and again: the first at once, then one each time the interval is over, as
   * long as it runs. The stream waits where it is read; closing it, from any thread, ends it.
   *
   * @throws ContainerStateException unless it is running or paused
   * @throws InvalidSpecException if the interval is not longer than nothing
   */
  Stream<Stats> stats(Duration interval);

  /**
   * Replaces its limits while it runs. What is absent from the new limits is no longer limited.
   *
   * @throws ContainerStateException unless it is running or paused
   * @throws InvalidSpecException if no host could set them
   * @throws HostUnsupportedException if this host cannot set one
   * @throws CgroupException if the kernel refuses one, such as a memory limit below what cannot be
   *     taken back; those before it are in force then
   */
  void update(Limits limits);

  /**
   * Removes it.
   *
   * @throws ContainerStateException if it runs, or is about to, and that is not forced
   */
  void remove(RemoveOptions options);

  /** Kills it if it runs, and removes everything of it, anonymous volumes as well. Idempotent. */
  default void remove() {
    remove(RemoveOptions.defaults().withForce().withVolumes());
  }

  /**
   * The same as {@link #remove}; but lets go of a detached container, which goes on. This handle is
   * of no more use then: {@link JContainer#adopt} gives another.
   */
  @Override
  default void close() {
    remove();
  }
}
