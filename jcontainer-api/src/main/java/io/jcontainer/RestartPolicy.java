package io.jcontainer;

import java.time.Duration;

/**
 * Whether the engine starts a container again that ended by itself. Before each further start there
 * is a pause: {@link #FIRST_PAUSE}, then twice as long each time up to {@link #LONGEST_PAUSE}, and
 * the first again after a run of {@link #LONG_RUN} or more. One that a user stops or kills, with
 * its stop signal or SIGKILL, stays ended.
 *
 * @param when after which ends
 * @param most how many further starts in a row, 0 for any number
 */
public record RestartPolicy(When when, int most) {
  /** The pause before the first further start. */
  public static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** The longest pause. */
  public static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** After a run of this length the pauses begin anew. */
  public static final Duration LONG_RUN = Duration.ofSeconds(10);

  private static final RestartPolicy NO = new RestartPolicy(When.NO, 0);

  /** After which ends a container is started again. */
  public enum When {
    /** After none. */
    NO,
    /** After an exit code that is not zero, a signal or the time limit. */
    ON_FAILURE,
    /** After every end. */
    ALWAYS,
    /** After every end; the same as {@link #ALWAYS} as long as the engine is open. */
    UNLESS_STOPPED
  }

  /** Refuses a negative number, and one where it means nothing. */
  public RestartPolicy {
    if (most < 0) {
      throw new InvalidSpecException("restart policy with " + most + " starts", "0 is any number");
    }
    if (most > 0 && when != When.ON_FAILURE) {
      throw new InvalidSpecException(
          "restart policy " + when + " with " + most + " starts",
          "only restarts after failures have a greatest number");
    }
  }

  /** Never: the default. */
  public static RestartPolicy no() {
    return NO;
  }

  /** After a failure, as often as it takes. */
  public static RestartPolicy onFailure() {
    return new RestartPolicy(When.ON_FAILURE, 0);
  }

  /**
   * After a failure, at most so often until a user starts it again.
   *
   * @param most at least 1
   */
  public static RestartPolicy onFailure(int most) {
    if (most < 1) {
      throw new InvalidSpecException(
          "restart policy with " + most + " starts", "it is at least 1; no() is never");
    }
    return new RestartPolicy(When.ON_FAILURE, most);
  }

  /** After every end that no user asked for. */
  public static RestartPolicy always() {
    return new RestartPolicy(When.ALWAYS, 0);
  }

  /** After every end that no user asked for. */
  public static RestartPolicy unlessStopped() {
    return new RestartPolicy(When.UNLESS_STOPPED, 0);
  }
}
