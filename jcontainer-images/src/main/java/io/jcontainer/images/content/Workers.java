package io.jcontainer.images.content;

import io.jcontainer.ImageStoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Threads that share one piece of work. When one of them fails, the others stop, and that first
 * failure is the one that is reported.
 */
public final class Workers implements AutoCloseable {
  private final String what;
  private final ExecutorService threads;

  /** Never completes but with the first failure. */
  private final CompletableFuture<Object> failure = new CompletableFuture<>();

  /**
   * Threads that begin when they are needed.
   *
   * @param what for messages, such as {@code the pull}
   * @param atOnce the most at a time
   * @param kind of thread
   */
  public Workers(String what, int atOnce, Thread.Builder kind) {
    this.what = what;
    this.threads = Executors.newFixedThreadPool(atOnce, kind.factory());
  }

  /** Runs work as soon as a thread is free, what came earlier first. */
  public <T> CompletableFuture<T> run(Supplier<T> work) {
    try {
      return failing(CompletableFuture.supplyAsync(work, threads));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e); // something failed before, which await tells
    }
  }

  /** Works on a result, in the thread that completes the later of the two. */
  public <T, R> CompletableFuture<R> combine(
      CompletableFuture<T> result, CompletableFuture<?> other, Function<T, R> work) {
    return failing(result.thenCombine(other, (value, ignored) -> work.apply(value)));
  }

  private <T> CompletableFuture<T> failing(CompletableFuture<T> future) {
    return future.whenComplete(
        (value, thrown) -> {
          if (thrown != null && failure.completeExceptionally(thrown)) {
            threads.shutdownNow();
          }
        });
  }

  /** Does the same with all things, and returns when that is done. */
  <T> void each(List<T> things, Consumer<T> work) {
    List<CompletableFuture<Boolean>> all =
        things.stream()
            .map(
                thing ->
                    run(
                        () -> {
                          work.accept(thing);
                          return true;
                        }))
            .toList();
    all.forEach(this::await);
  }

  /**
   * Waits for a result.
   *
   * @throws ImageStoreException if the thread is interrupted; else what failed first is thrown
   */
  public <T> T await(CompletableFuture<T> future) {
    try {
      CompletableFuture.anyOf(failure, future).get();
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException(what + " was interrupted", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    Throwable cause = e;
    while (cause instanceof ExecutionException || cause instanceof CompletionException) {
      Throwable inner = cause.getCause();
      if (inner == null) {
        break;
      }
      cause = inner;
    }
    return switch (cause) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }

  /** Stops what still runs and waits until it has. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
