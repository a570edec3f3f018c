package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AsyncTest {
  @Test
  void theResultAndTheFailureAreTheFutures() throws Exception {
    assertThat(Async.call("test", () -> "made").get(10, TimeUnit.SECONDS)).isEqualTo("made");
    IllegalStateException failure = new IllegalStateException("broken");
    CompletableFuture<Void> failed =
        Async.run(
            "test",
            () -> {
              throw failure;
            });
    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCause(failure);
  }

  @Test
  void cancellingInterruptsTheWork() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<Void> work =
        Async.run(
            "test",
            () -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
              }
            });
    begun.await();
    assertThat(work.cancel(true)).isTrue();
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(work).isCancelled();
    assertThat(work.cancel(true)).isTrue();
  }

  @Test
  void whatIsMadeTooLateIsHandedOver() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<String> unwanted = new CompletableFuture<>();
    CompletableFuture<String> work =
        Async.call(
            "test",
            () -> {
              begun.countDown();
              while (goOn.getCount() > 0) {
                Thread.onSpinWait();
              }
              return "late";
            },
            unwanted::complete);
    begun.await();
    work.cancel(true);
    goOn.countDown();
    assertThat(unwanted.get(10, TimeUnit.SECONDS)).isEqualTo("late");
  }
}
