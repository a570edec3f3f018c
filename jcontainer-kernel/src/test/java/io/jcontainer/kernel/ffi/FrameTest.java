package io.jcontainer.kernel.ffi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FrameTest {
  /** A call that does not exist on any machine: ENOSYS. */
  private static final long NO_CALL = 9999;

  private static final int ENOSYS = 38;

  @Test
  void returnsTheNegatedErrno() {
    try (Frame frame = Frame.open()) {
      assertThat(frame.syscall(NO_CALL, 0, 0, 0, 0, 0, 0)).isEqualTo(-ENOSYS);
    }
  }

  @Test
  void keepsTextsApartFromEachOtherAndFromWhatIsLarge() {
    try (Frame frame = Frame.open()) {
      Buffer small = frame.buffer(8);
      Buffer large = frame.buffer(100_000);
      Buffer rest = frame.buffer(480);
      Buffer next = frame.buffer(8);
      List<Buffer> all = List.of(small, large, rest, next);
      for (int i = 0; i < all.size(); i++) {
        byte[] content = new byte[(int) all.get(i).size()];
        java.util.Arrays.fill(content, (byte) (i + 1));
        all.get(i).write(content, 0, content.length);
      }
      frame.syscall(NO_CALL, 0, 0, 0, 0, 0, 0);
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).bytes((int) all.get(i).size())).containsOnly(i + 1);
      }
    }
  }

  @Test
  void fillsTheBlockToItsLastByte() {
    try (Frame frame = Frame.open()) {
      long address = frame.buffer(512 - 8).address();
      assertThat(frame.buffer(0).address()).isEqualTo(address + 504);
      assertThat(frame.text(new byte[] {'a'})).isNotEqualTo(address + 504);
    }
  }

  @Test
  void endsTextsWithNul() {
    try (Frame frame = Frame.open()) {
      frame.buffer(16).write("################".getBytes(UTF_8), 0, 16);
      byte[] text = "x".repeat(40).getBytes(UTF_8);
      long address = frame.text(text);
      Buffer after = frame.buffer(8);
      assertThat(after.address() - address).isGreaterThan(40);
    }
  }

  /**
   * Eight virtual threads on however many carriers, each failing in a way of its own: close of no
   * descriptor (EBADF 9), an unknown call (ENOSYS 38) and a bad address (EFAULT 14). Had they one
   * place for errno, or one per carrier, some would read another's.
   */
  @Test
  void errnoBelongsToTheCallInVirtualThreads() throws InterruptedException, ExecutionException {
    long close = System.getProperty("os.arch").equals("amd64") ? 3 : 57;
    long uname = System.getProperty("os.arch").equals("amd64") ? 63 : 160;
    long[][] calls = {{NO_CALL, 0, -ENOSYS}, {close, -1, -9}, {uname, 1, -14}};
    List<Future<Integer>> wrong = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 8; thread++) {
        long[] call = calls[thread % calls.length];
        wrong.add(threads.submit(() -> countWrong(call[0], call[1], call[2])));
      }
    }
    for (Future<Integer> count : wrong) {
      assertThat(count.get()).isZero();
    }
  }

  private static int countWrong(long number, long argument, long expected) {
    int wrong = 0;
    for (int i = 0; i < 200_000; i++) {
      try (Frame frame = Frame.open()) {
        long first = frame.syscall(number, argument, 0, 0, 0, 0, 0);
        if (i % 256 == 0) {
          LockSupport.parkNanos(1); // lets another virtual thread onto this carrier
        }
        long second = frame.syscall(number, argument, 0, 0, 0, 0, 0);
        wrong += first == expected && second == expected ? 0 : 1;
      }
    }
    return wrong;
  }
}
