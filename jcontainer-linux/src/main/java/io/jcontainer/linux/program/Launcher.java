package io.jcontainer.linux.program;

import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Sock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Starts helpers. It owns the sealed file they are made of, and the one thread that starts them.
 *
 * <p>It can keep some in reserve: to whom nobody has sent a program yet, all helpers are the same.
 *
 * <p>The kernel ties a parent-death signal to the <em>thread</em> that started the process ({@code
 * PR_SET_PDEATHSIG}), so all come from a platform thread that lives as long as this. Closing it
 * ends that thread, and with it every process that still carries the signal.
 */
public final class Launcher implements AutoCloseable {
  private final Kernel kernel;
  private final Architecture architecture;
  private final Fd file;

  /** Not one of {@code Executors}, which ends its thread when nobody refers to it any more. */
  private final ExecutorService spawner;

  private final Reserve reserve;

  /**
   * A launcher for the processor this JVM runs on, with nothing in reserve.
   *
   * @throws HostUnsupportedException if the host has no interpreter or forbids executable memfds
   */
  public Launcher(Kernel kernel) {
    this(kernel, 0);
  }

  /**
   * A launcher for the processor this JVM runs on.
   *
   * @param reserve how many helpers {@link #restock} keeps ready
   * @throws HostUnsupportedException if the host has no interpreter or forbids executable memfds
   */
  public Launcher(Kernel kernel, int reserve) {
    this.kernel = kernel;
    this.reserve = new Reserve(reserve);
    this.architecture = Architecture.host();
    this.file = SealedFile.of(kernel, ElfImage.of(architecture));
    this.spawner =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("jcontainer-spawner").daemon().factory());
  }

  /**
   * Starts a process that waits for a program. It returns once the process exists; what the process
   * does until it waits goes on beside the caller.
   *
   * @throws KernelException if no process can be made
   * @throws IllegalStateException if this is closed
   */
  public Helper spawn() {
    try {
      return spawnLater().join();
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the launcher is closed", e);
    } catch (CompletionException e) {
      throw e.getCause() instanceof KernelException failed ? failed : e;
    }
  }

  /** As {@link #spawn}, and returns at once; a failure is the future's. */
  public CompletableFuture<Helper> spawnLater() {
    return CompletableFuture.supplyAsync(this::start, spawner);
  }

  /** A helper of the reserve at once, or else as {@link #spawnLater}. */
  public CompletableFuture<Helper> take() {
    return reserve
        .take()
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CompletableFuture.supplyAsync(this::takeOrStart, spawner));
  }

  /** By now the reserve may have been filled. */
  private Helper takeOrStart() {
    return reserve.take().orElseGet(this::start);
  }

  /**
   * Fills the reserve, and returns at once. To be called when nobody waits for the processors: not
   * before a start is over. Does nothing if this is closed.
   */
  public void restock() {
    if (reserve.lacks()) {
      try {
        spawner.execute(() -> reserve.fill(this::start));
      } catch (RejectedExecutionException closed) {
        // nobody takes from it any more
      }
    }
  }

  /** Ends the reserve, then the thread. */
  @Override
  public void close() {
    reserve.close();
    spawner.close();
    file.close();
  }

  private Helper start() {
    List<Fd> ends = kernel.socketPair(Sock.STREAM);
    Fd ours = ends.get(0);
    try (Fd theirs = ends.get(1)) {
      int pid = kernel.spawn(file, theirs, BootProgram.CONTROL);
      return new Helper(kernel, architecture, pid, pidfd(pid, ours), ours);
    } catch (RuntimeException | Error e) {
      ours.close();
      throw e;
    }
  }

  /** Without a descriptor nobody could wait for the process: the end of the socket ends it. */
  private Fd pidfd(int pid, Fd control) {
    try {
      return kernel.pidfdOpen(pid);
    } catch (RuntimeException e) {
      control.close();
      kernel.waitPid(pid, 0);
      throw e;
    }
  }
}
