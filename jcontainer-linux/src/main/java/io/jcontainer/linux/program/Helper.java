package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.SocketCalls.Received;
import io.jcontainer.kernel.Wait;
import io.jcontainer.kernel.WaitStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A tiny process that carries out programs. It belongs to whoever spawned it until it is closed:
 * that kills and reaps it.
 *
 * <p>Its descriptors: those sent with the first program are numbered from 0 in the order sent;
 * those sent with a further program take the lowest numbers that are free then. The control socket
 * is {@link #CONTROL}. None is closed by {@code execve} unless the program says so.
 *
 * <p>One thread at a time; {@link #close} may be called by another.
 */
public final class Helper implements AutoCloseable {
  /**
   * The number of the control socket in the process. A program closes it when it needs no other.
   */
  public static final int CONTROL = BootProgram.CONTROL;

  /** The most descriptors that can be sent with one program. */
  public static final int MAX_DESCRIPTORS = CONTROL;

  private static final int SIGKILL = 9;

  private final Kernel kernel;
  private final Architecture architecture;
  private final int pid;
  private final Fd pidfd;
  private final Fd control;
  private final Object ending = new Object();
  private final AtomicBoolean closed = new AtomicBoolean();
  private Region region = Region.A;
  private final List<SentProgram> sent = new ArrayList<>();
  private @Nullable WaitStatus end;

  Helper(Kernel kernel, Architecture architecture, int pid, Fd pidfd, Fd control) {
    this.kernel = kernel;
    this.architecture = architecture;
    this.pid = pid;
    this.pidfd = pidfd;
    this.control = control;
  }

  /** The process id, in the pid namespace of this JVM. */
  public int pid() {
    return pid;
  }

  /** The process's descriptor, owned by this. */
  public Descriptor pidfd() {
    return pidfd;
  }

  /**
   * Sends a program with descriptors, which stay the caller's. The first is what the parked process
   * waits for; another may follow for each {@link ProgramBuilder#readFurtherProgram} it comes to.
   *
   * @throws KernelException EPIPE or ECONNRESET if the process has ended
   * @throws IllegalArgumentException if the program is too large, or has too many descriptors
   */
  public SentProgram run(Program program, List<? extends Descriptor> descriptors) {
    if (descriptors.size() > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          descriptors.size() + " descriptors; a helper takes " + MAX_DESCRIPTORS);
    }
    byte[] image = program.assemble(architecture, region);
    ByteBuffer message = ByteBuffer.allocate(Long.BYTES + image.length);
    message.order(ByteOrder.LITTLE_ENDIAN).putLong(image.length).put(image);
    SentProgram next =
        new SentProgram(program, region, message.getLong(Long.BYTES + Layout.CHECKSUM));
    send(message.array(), descriptors);
    sent.add(next);
    region = region.further();
    return next;
  }

  /** Sends bytes as they are. */
  void send(byte[] message, List<? extends Descriptor> descriptors) {
    kernel.send(control, message, descriptors);
  }

  /**
   * Understands what came through the status pipe until its end. Without a fault the programs are
   * forgotten: a container lives longer than the plan it was made by.
   */
  public FaultReport report(byte[] bytes) {
    FaultReport report = FaultReport.read(bytes, sent);
    if (report instanceof FaultReport.None) {
      sent.clear();
    }
    return report;
  }

  /** Can be read when a program has sent something back, or all who hold it have ended. */
  public Descriptor control() {
    return control;
  }

  /** What a program sent back through the control socket; nothing if all who hold it have ended. */
  public Received receive(int bytes, int descriptors) {
    try {
      return kernel.receive(control, bytes, descriptors);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ECONNRESET)) { // they ended before they read all that was sent
        return new Received(new byte[0], List.of());
      }
      throw e;
    }
  }

  /** Says that no further program comes: a process that waits for one exits. */
  public void closeControl() {
    control.close();
  }

  /** Waits for the end of the process and reaps it. It blocks the carrier of a virtual thread. */
  public WaitStatus awaitExit() {
    synchronized (ending) {
      if (end == null) {
        end = kernel.waitPidfd(pidfd, 0);
      }
      if (end == null) {
        throw new IllegalStateException("a wait without a time limit came back without an end");
      }
      return end;
    }
  }

  /** Reaps the process if it has ended; null if it runs. */
  public @Nullable WaitStatus exitIfEnded() {
    synchronized (ending) {
      if (end == null) {
        end = kernel.waitPidfd(pidfd, Wait.NOHANG);
      }
      return end;
    }
  }

  /** Kills the process if it runs, and reaps it. Idempotent. */
  @Override
  public void close() {
    control.close();
    if (!closed.getAndSet(true)) {
      try (pidfd) {
        kill();
        awaitExit();
      }
    }
  }

  /**
   * Kills the process if it runs; it is still to be closed. Not under the lock, which a waiting
   * thread holds until the process has ended.
   */
  public void kill() {
    try {
      kernel.pidfdSendSignal(pidfd, SIGKILL);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ESRCH)) { // ended and reaped already
        throw e;
      }
    }
  }

  @Override
  public String toString() {
    return "helper " + pid;
  }
}
