package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.ExitStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The starts by the restart policy of one container. Guarded by its {@link LifeCycle}. */
final class Restarts {
  private final Parts parts;
  private final RestartBackoff backoff;
  private final Runnable restart;
  private Schedule.@Nullable Pending pending;
  private boolean ending;

  /**
   * None yet.
   *
   * @param restart starts it, where one may wait
   */
  Restarts(Parts parts, Runnable restart) {
    this.parts = parts;
    this.backoff = new RestartBackoff(parts.spec().lifeCycle().restart());
    this.restart = restart;
  }

  /** A user starts it: all begins anew. */
  void startedByUser() {
    cancel();
    ending = false;
    backoff.reset();
  }

  /** A user wants it ended: it is not started again until a user does that. */
  void endedByUser() {
    cancel();
    ending = true;
  }

  private void cancel() {
    if (pending != null) {
      pending.close();
      pending = null;
    }
  }

  /** A run has ended; whether the next is planned. */
  boolean plan(ExitStatus end, Duration ran) {
    Optional<Duration> pause = ending ? Optional.empty() : backoff.next(end, ran);
    pause.ifPresent(this::planAfter);
    return pause.isPresent();
  }

  private void planAfter(Duration pause) {
    Engine engine = parts.engine();
    parts.tell(s -> new ContainerEvent.Restarting(s, backoff.restarts(), pause));
    pending = engine.schedule().after(pause, () -> engine.callbacks().execute(restart));
  }

  /** Takes the planned start up; false if it was called off. */
  boolean take() {
    boolean planned = pending != null;
    pending = null;
    return planned;
  }

  /** How many there were since a user started it. */
  int count() {
    return backoff.restarts();
  }
}
