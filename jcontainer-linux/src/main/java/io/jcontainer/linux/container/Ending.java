package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a process without reaping it: its descriptor can be read then. */
final class Ending {
  private Ending() {}

  /** Whether the process has ended within the time. */
  static boolean within(Duration time, EventLoop events, Descriptor pidfd) {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (EventLoop.Watch _ =
        events.watch(
            pidfd,
            watch -> {
              watch.close();
              ended.complete(true);
            })) {
      return ended.completeOnTimeout(false, time.toMillis(), TimeUnit.MILLISECONDS).join();
    }
  }
}
