package io.jcontainer;

/**
 * A process that was executed in a running container beside its first process.
 *
 * <p>It differs from other processes of Java in three points. {@link #destroyForcibly} ends it
 * <em>and</em> every process that it started and that is still there, whatever these did to get
 * away. The streams are never buffered by this library: a process that writes more than a pipe
 * holds waits until it is read. And when it ends, what it has written stays readable, but what
 * processes it left behind write later is not: {@link #getInputStream()} ends then.
 *
 * <p>Its streams wait without holding a carrier thread, so that virtual threads may read them.
 */
public abstract class ContainerProcess extends Process {
  /** For implementations of {@link io.jcontainer.spi.ContainerRuntime}. */
  protected ContainerProcess() {}

  /**
   * How it ended.
   *
   * @throws IllegalThreadStateException if it has not ended yet
   */
  public abstract ExitStatus exitStatus();

  /** Sends a signal to the process alone. One that has ended is past caring. */
  public abstract void kill(Signal signal);

  /**
   * Tells its terminal how large the window is now; the foreground process gets SIGWINCH.
   *
   * @throws IllegalStateException if it was not given a terminal; after its end nothing happens
   */
  public abstract void resize(TerminalSize size);

  /** Ends it, and every process that it started and that is still there, with SIGKILL. */
  @Override
  public abstract Process destroyForcibly();
}
