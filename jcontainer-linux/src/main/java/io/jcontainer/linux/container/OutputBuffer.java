package io.jcontainer.linux.container;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** The first bytes of one output stream; what comes after the limit is counted and dropped. */
final class OutputBuffer implements OutputSink {
  private static final int FIRST = 1024;

  private final int limit;
  private final CompletableFuture<Void> exceeded = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private byte[] bytes = new byte[0];
  private int size;
  private boolean truncated;

  OutputBuffer(int limit) {
    this.limit = limit;
  }

  @Override
  public void append(byte[] source, int length) {
    boolean exceededNow;
    lock.lock();
    try {
      int kept = Math.min(length, limit - size);
      truncated |= kept < length;
      exceededNow = truncated;
      if (size + kept > bytes.length) {
        int wanted = Math.max(Math.max(FIRST, size + kept), (int) Math.min(2L * size, limit));
        bytes = Arrays.copyOf(bytes, wanted);
      }
      System.arraycopy(source, 0, bytes, size, kept);
      size += kept;
    } finally {
      lock.unlock();
    }
    if (exceededNow) {
      exceeded.complete(null);
    }
  }

  /** Completes, where output is read, when more has come than is kept. */
  CompletableFuture<Void> exceeded() {
    return exceeded;
  }

  byte[] snapshot() {
    lock.lock();
    try {
      return Arrays.copyOf(bytes, size);
    } finally {
      lock.unlock();
    }
  }

  boolean truncated() {
    lock.lock();
    try {
      return truncated;
    } finally {
      lock.unlock();
    }
  }
}
