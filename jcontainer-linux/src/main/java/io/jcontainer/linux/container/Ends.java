package io.jcontainer.linux.container;

import io.jcontainer.ExitStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The ends of a container, one for each start by a user. An end is told when all output is written
 * to the log; the next start waits for that, or it would be taken for the end of the wrong one.
 */
final class Ends {
  private final MainOutput output;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private CompletableFuture<ExitStatus> next = new CompletableFuture<>();
  private boolean telling;

  Ends(MainOutput output) {
    this.output = output;
  }

  /** The end of the latest start. */
  CompletableFuture<ExitStatus> latest() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until an end that is seen is told. */
  void awaitTold() {
    lock.lock();
    try {
      while (telling) {
        told.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** It runs: if it had ended, there will be another end. */
  void begin() {
    lock.lock();
    try {
      if (next.isDone()) {
        next = new CompletableFuture<>();
      }
    } finally {
      lock.unlock();
    }
  }

  /** It has ended for good, as far as anybody knows; {@link #tell} says how. */
  void seen() {
    lock.lock();
    try {
      telling = true;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the end, then runs the rest. */
  void tell(@Nullable ExitStatus status, @Nullable Throwable failure, Runnable then) {
    CompletableFuture<ExitStatus> end = latest();
    var _ =
        output
            .log()
            .end()
            .thenRun(
                () -> {
                  if (status != null) {
                    end.complete(status);
                  } else if (failure != null) {
                    end.completeExceptionally(failure);
                  }
                  told();
                  then.run();
                });
  }

  private void told() {
    lock.lock();
    try {
      telling = false;
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
