package io.jcontainer.linux.container;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the end of a container; what went wrong with it is thrown here. */
final class Waiting {
  private Waiting() {}

  static <T> T of(CompletableFuture<T> end) throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  static <T> T of(CompletableFuture<T> end, Duration atMost)
      throws InterruptedException, TimeoutException {
    try {
      return end.get(nanos(atMost), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** As many as fit, which is some centuries. */
  static long nanos(Duration time) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    return time.compareTo(longest) > 0 ? Long.MAX_VALUE : time.toNanos();
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException known
        ? known
        : new IllegalStateException("the end of the container was not seen", e.getCause());
  }
}
