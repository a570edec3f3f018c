package io.jcontainer.images;

import io.jcontainer.ImageStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The threads that unpack the layers of one image. Platform threads: inflating, hashing and
 * blocking system calls would hold the carriers of virtual ones. When one layer fails, the others
 * stop, and that first failure is the one that is reported.
 */
final class Workers implements AutoCloseable {
  private static final int FEWEST = 3;
  private static final int MOST = 8;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST, MOST),
          Thread.ofPlatform().daemon().name("jcontainer-unpack-", 0).factory());

  /** Never completes but with the first failure. */
  private final CompletableFuture<Object> failure = new CompletableFuture<>();

  /** Runs work as soon as a thread is free, what came earlier first. */
  <T> CompletableFuture<T> run(Supplier<T> work) {
    return failing(CompletableFuture.supplyAsync(work, threads));
  }

  /** Works on a result, in the thread that completes the later of the two. */
  <T, R> CompletableFuture<R> combine(
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

  /**
   * Waits for a result.
   *
   * @throws ImageStoreException if the thread is interrupted; else what failed first is thrown
   */
  <T> T await(CompletableFuture<T> future) {
    try {
      CompletableFuture.anyOf(future, failure).get();
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException("the pull was interrupted", e);
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
