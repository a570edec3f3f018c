package io.jcontainer.linux.cgroup;

import java.util.ArrayList;
import java.util.List;

/** Time that passes only by being waited for. */
final class FakePause implements Pause {
  private final List<Long> sleptMillis = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // nanoTime may overflow

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now += nanos;
    sleptMillis.add(nanos / 1_000_000);
  }

  List<Long> sleptMillis() {
    return sleptMillis;
  }
}
