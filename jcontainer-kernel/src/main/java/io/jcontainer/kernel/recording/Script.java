package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Errno;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** What becomes of the calls that start with some text. */
public final class Script {
  private final String start;
  private final Deque<Object> outcomes = new ArrayDeque<>();
  private Optional<Object> last = Optional.empty();

  Script(String start) {
    this.start = start;
  }

  /** They all fail. */
  public void fails(Errno errno) {
    last = Optional.of(errno);
  }

  /**
   * They answer this, one after the other, and after the last as if there was no script.
   *
   * @param values of the type that the call answers (for {@code read} a byte array); an {@link
   *     Errno} is a failure
   */
  public void answers(Object... values) {
    outcomes.addAll(Arrays.asList(values));
  }

  /** They all answer this. */
  public void alwaysAnswers(Object value) {
    last = Optional.of(value);
  }

  /** What becomes of a call, if this script has something left to say about it. */
  Optional<Object> next(String call) {
    if (!call.startsWith(start)) {
      return Optional.empty();
    }
    Object outcome = outcomes.poll();
    return outcome == null ? last : Optional.of(outcome);
  }
}
