package io.jcontainer.junit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void asksUntilItIsTrue() {
    AtomicInteger asked = new AtomicInteger();
    assertThat(Patience.until(() -> asked.incrementAndGet() == 3, Duration.ofMinutes(1))).isTrue();
    assertThat(asked).hasValue(3);
  }

  @Test
  void givesUpInTheEnd() {
    assertThat(Patience.until(() -> false, Duration.ofMillis(5))).isFalse();
  }

  @Test
  void anInterruptEndsItAndIsKept() {
    Thread.currentThread().interrupt();
    assertThat(Patience.until(() -> false, Duration.ofMinutes(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
