package io.jcontainer.linux.container;

import io.jcontainer.ExitStatus;
import io.jcontainer.RestartPolicy;
import java.time.Duration;
import java.util.Optional;

/** Whether a container is started again after the end of a run, and when. */
final class RestartBackoff {
  private final RestartPolicy policy;
  private Duration pause = Duration.ZERO;
  private int restarts;

  RestartBackoff(RestartPolicy policy) {
    this.policy = policy;
  }

  /** The pause before the next start, which counts from now on; empty if there is none. */
  Optional<Duration> next(ExitStatus end, Duration ran) {
    if (!isWanted(end)) {
      return Optional.empty();
    }
    if (pause.isZero() || ran.compareTo(RestartPolicy.LONG_RUN) >= 0) {
      pause = RestartPolicy.FIRST_PAUSE;
    } else {
      Duration twice = pause.multipliedBy(2);
      pause =
          twice.compareTo(RestartPolicy.LONGEST_PAUSE) > 0 ? RestartPolicy.LONGEST_PAUSE : twice;
    }
    restarts++;
    return Optional.of(pause);
  }

  private boolean isWanted(ExitStatus end) {
    return switch (policy.when()) {
      case NO -> false;
      case ON_FAILURE -> !end.isSuccess() && (policy.most() == 0 || restarts < policy.most());
      case ALWAYS, UNLESS_STOPPED -> true;
    };
  }

  /** A user started it. */
  void reset() {
    pause = Duration.ZERO;
    restarts = 0;
  }

  int restarts() {
    return restarts;
  }
}
