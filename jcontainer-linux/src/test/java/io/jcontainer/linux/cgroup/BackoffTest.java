package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final FakePause pause = new FakePause();
  private final Backoff backoff = new Backoff(pause);

  @Test
  void whatWorksAtOnceWaitsForNothing() {
    assertThat(backoff.until(() -> true, Duration.ZERO)).isTrue();
    assertThat(pause.sleptMillis()).isEmpty();
  }

  @Test
  void theStepsDoubleUpTo512() {
    AtomicInteger left = new AtomicInteger(12);
    assertThat(backoff.until(() -> left.getAndDecrement() == 0, Duration.ofSeconds(9))).isTrue();
    assertThat(pause.sleptMillis())
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 512L, 512L);
  }

  @Test
  void noTimeIsOneTry() {
    AtomicInteger tries = new AtomicInteger();
    assertThat(backoff.until(() -> tries.incrementAndGet() > 1, Duration.ZERO)).isFalse();
    assertThat(tries).hasValue(1);
    assertThat(pause.sleptMillis()).isEmpty();
  }

  @Test
  void theLastStepEndsWithTheTimeAndIsFollowedByATry() {
    AtomicInteger tries = new AtomicInteger();
    assertThat(backoff.until(() -> tries.incrementAndGet() == 5, Duration.ofMillis(10))).isTrue();
    assertThat(pause.sleptMillis()).containsExactly(1L, 2L, 4L, 3L);
  }

  @Test
  void anInterruptedThreadGivesUpAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThat(backoff.until(() -> false, Duration.ofSeconds(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
