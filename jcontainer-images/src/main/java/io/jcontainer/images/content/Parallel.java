package io.jcontainer.images.content;

import io.jcontainer.ImageStoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does the same with several things, some at a time; the first failure ends all. */
final class Parallel {
  private Parallel() {}

  /**
   * Returns when everything is done.
   *
   * @param atOnce the most at a time
   * @param what for messages, such as {@code the copy of app}
   * @throws ImageStoreException if the thread is interrupted; else what failed first is thrown
   */
  static <T> void each(List<T> things, int atOnce, String what, Consumer<T> work) {
    CompletableFuture<Object> failure = new CompletableFuture<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(atOnce, things.size())),
            Thread.ofVirtual().name("jcontainer-copy-", 0).factory())) {
      CompletableFuture<?>[] all =
          things.stream()
              .map(thing -> CompletableFuture.runAsync(() -> work.accept(thing), threads))
              .map(
                  one ->
                      one.whenComplete(
                          (done, thrown) -> {
                            if (thrown != null && failure.completeExceptionally(thrown)) {
                              threads.shutdownNow();
                            }
                          }))
              .toArray(CompletableFuture<?>[]::new);
      await(CompletableFuture.anyOf(CompletableFuture.allOf(all), failure), threads, what);
    }
  }

  private static void await(CompletableFuture<?> end, ExecutorService threads, String what) {
    try {
      end.get();
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new ImageStoreException(what + " was interrupted", e);
    } catch (ExecutionException e) {
      threads.shutdownNow();
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      switch (cause) {
        case RuntimeException known -> throw known;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(cause);
      }
    }
  }
}
