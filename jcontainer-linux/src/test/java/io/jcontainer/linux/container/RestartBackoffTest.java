package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ExitStatus;
import io.jcontainer.RestartPolicy;
import io.jcontainer.Signal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestartBackoffTest {
  private static final ExitStatus SUCCESS = new ExitStatus(0, Optional.empty(), false, false);
  private static final ExitStatus FAILURE = new ExitStatus(1, Optional.empty(), false, false);
  private static final ExitStatus KILLED =
      new ExitStatus(137, Optional.of(Signal.KILL), false, false);
  private static final Duration SHORT = Duration.ofMillis(9_999);

  @Test
  void pausesDoubleUpToAMinuteAndBeginAnewAfterALongRun() {
    RestartBackoff backoff = new RestartBackoff(RestartPolicy.always());
    long millis = 100;
    for (int i = 0; i < 40; i++) {
      assertThat(backoff.next(SUCCESS, SHORT)).contains(Duration.ofMillis(millis));
      millis = Math.min(60_000, 2 * millis);
    }
    assertThat(backoff.next(SUCCESS, Duration.ofSeconds(10))).contains(Duration.ofMillis(100));
    assertThat(backoff.next(SUCCESS, SHORT)).contains(Duration.ofMillis(200));
    assertThat(backoff.restarts()).isEqualTo(42);
    backoff.reset();
    assertThat(backoff.restarts()).isZero();
    assertThat(backoff.next(SUCCESS, SHORT)).contains(Duration.ofMillis(100));
  }

  @Test
  void onFailureCountsFailuresAlone() {
    RestartBackoff backoff = new RestartBackoff(RestartPolicy.onFailure(2));
    assertThat(backoff.next(SUCCESS, SHORT)).isEmpty();
    assertThat(backoff.next(FAILURE, SHORT)).isPresent();
    assertThat(backoff.next(KILLED, SHORT)).isPresent();
    assertThat(backoff.next(FAILURE, SHORT)).isEmpty();
    assertThat(backoff.restarts()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(RestartPolicy.When.class)
  void afterASuccess(RestartPolicy.When when) {
    boolean again = when == RestartPolicy.When.ALWAYS || when == RestartPolicy.When.UNLESS_STOPPED;
    assertThat(new RestartBackoff(new RestartPolicy(when, 0)).next(SUCCESS, SHORT).isPresent())
        .isEqualTo(again);
  }
}
