package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.Frame;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Calls that a signal interrupts.
 *
 * <p>The JDK's channels wake threads that block in the kernel with a real-time signal whose handler
 * does nothing and is not marked SA_RESTART, so blocked calls do return EINTR in a JVM.
 */
class InterruptionTest {
  /** What {@code sun.nio.ch.NativeThread} uses: SIGRTMAX - 2. */
  private static final int SIGNAL = 62;

  private static final Kernel KERNEL = new LinuxKernel();

  @BeforeAll
  static void installTheHandler() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    pipe.sink().close();
  }

  /** A thread in a call, and its id in the kernel. */
  private record Blocked<T>(int tid, FutureTask<T> task) {
    static <T> Blocked<T> in(Callable<T> call) throws Exception {
      CompletableFuture<Integer> tid = new CompletableFuture<>();
      FutureTask<T> task =
          new FutureTask<>(
              () -> {
                try (Frame frame = Frame.open()) {
                  tid.complete((int) frame.syscall(SyscallNumber.GETTID.here(), 0, 0, 0, 0, 0, 0));
                }
                return call.call();
              });
      Thread.ofPlatform().daemon().start(task);
      return new Blocked<>(tid.get(), task);
    }

    /** Waits until the thread is in the call, then signals it. */
    void interrupt(SyscallNumber call) throws IOException, InterruptedException {
      Path syscall = Path.of("/proc/self/task", Integer.toString(tid), "syscall");
      while (!Files.readString(syscall).startsWith(call.here() + " ")) {
        Thread.sleep(1);
      }
      try (Frame frame = Frame.open()) {
        int number = SyscallNumber.TGKILL.here();
        long pid = ProcessHandle.current().pid();
        assertThat(frame.syscall(number, pid, tid, SIGNAL, 0, 0, 0)).isZero();
      }
    }
  }

  /** Without this, the tests below would prove nothing. */
  @Test
  void signalsDoInterruptCalls() throws Exception {
    List<Fd> pipe = KERNEL.pipe(0);
    Blocked<Long> reader =
        Blocked.in(
            () -> {
              try (Frame frame = Frame.open()) {
                Buffer memory = frame.buffer(1);
                long number = SyscallNumber.READ.here();
                return frame.syscall(number, pipe.get(0).number(), memory.address(), 1, 0, 0, 0);
              }
            });
    reader.interrupt(SyscallNumber.READ);
    assertThat(reader.task().get(10, TimeUnit.SECONDS)).isEqualTo(-Errno.EINTR.number());
    pipe.forEach(Fd::close);
  }

  @Test
  void interruptedCallsAreMadeAgain() throws Exception {
    List<Fd> pipe = KERNEL.pipe(0);
    byte[] one = new byte[1];
    Blocked<Integer> reader = Blocked.in(() -> KERNEL.read(pipe.get(0), one, 0, 1));
    for (int i = 0; i < 5; i++) {
      reader.interrupt(SyscallNumber.READ);
    }
    KERNEL.write(pipe.get(1), new byte[] {42}, 0, 1);
    assertThat(reader.task().get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(one).containsExactly(42);
    pipe.forEach(Fd::close);
  }

  @Test
  void waitingForEventsEndsNeitherEarlierNorLater() throws Exception {
    try (Fd epoll = KERNEL.epoll()) {
      long start = System.nanoTime();
      Blocked<Integer> waiter =
          Blocked.in(() -> KERNEL.epollWait(epoll, new long[1], new int[1], 2400));
      long last = start;
      while (millisSince(start) < 900) {
        Thread.sleep(20);
        last = System.nanoTime();
        waiter.interrupt(SyscallNumber.EPOLL_PWAIT);
      }
      assertThat(waiter.task().get(10, TimeUnit.SECONDS)).isZero();
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(2395);
      // had each interruption started it anew, it would have taken 2400 ms from the last one
      assertThat(millisSince(last)).isLessThan(2395);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
