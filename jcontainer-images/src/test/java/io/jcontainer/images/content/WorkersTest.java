package io.jcontainer.images.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ImageStoreException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Threads that share one piece of work. */
class WorkersTest {
  private static Workers workers(int atOnce) {
    return new Workers("the work", atOnce, Thread.ofPlatform().name("worker-", 0));
  }

  @Test
  void allIsDoneWhenItReturnsAndSomeAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    Queue<Integer> done = new ConcurrentLinkedQueue<>();
    try (Workers workers = workers(2)) {
      workers.each(
          List.of(1, 2, 3, 4),
          each -> {
            meet(both);
            done.add(each);
          });
      assertThat(done).containsExactlyInAnyOrder(1, 2, 3, 4);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theFirstFailureStopsTheOthersAndIsTheOneThatIsTold() {
    CountDownLatch begun = new CountDownLatch(1);
    try (Workers workers = workers(2)) {
      CompletableFuture<String> waiting = workers.run(() -> untilInterrupted(begun));
      CompletableFuture<String> failing =
          workers.run(
              () -> {
                await(begun);
                throw new IllegalArgumentException("first");
              });
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> workers.await(waiting))
          .withMessage("first");
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> workers.await(failing))
          .withMessage("first");
    }
  }

  private static String untilInterrupted(CountDownLatch begun) {
    begun.countDown();
    await(new CountDownLatch(1));
    return "never";
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void whatIsBegunAfterAFailureTellsOfThatFailure() {
    try (Workers workers = workers(1)) {
      CompletableFuture<String> first =
          workers.run(
              () -> {
                throw new IllegalArgumentException("first");
              });
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> workers.await(first));
      CompletableFuture<String> late = workers.run(() -> "late");
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> workers.await(late))
          .withMessage("first");
    }
  }

  @Test
  void whoWaitsCanBeInterruptedAndTheRestEnds() {
    CountDownLatch begun = new CountDownLatch(1);
    try (Workers workers = workers(1)) {
      CompletableFuture<String> waiting = workers.run(() -> untilInterrupted(begun));
      await(begun);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> workers.await(waiting))
          .withMessage("the work was interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
