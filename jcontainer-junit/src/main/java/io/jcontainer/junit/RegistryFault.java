package io.jcontainer.junit;

import io.jcontainer.InvalidSpecException;
import java.time.Duration;

/** What a {@link RegistryServer} does wrong on purpose, see {@link RegistryServer#fail}. */
public sealed interface RegistryFault {
  /**
   * An error instead of an answer.
   *
   * @param code HTTP status from 400 to 599, such as 503
   */
  record Status(int code) implements RegistryFault {
    /**
     * Checks the status.
     *
     * @throws InvalidSpecException if it is none of an error
     */
    public Status {
      if (code < 400 || code > 599) {
        throw new InvalidSpecException("status " + code + " of a fault", "give 400 to 599");
      }
    }
  }

  /**
   * Too many requests (429).
   *
   * @param retryAfter when to come back, in whole seconds
   */
  record TooManyRequests(Duration retryAfter) implements RegistryFault {}

  /**
   * The answer comes late.
   *
   * @param pause before it
   */
  record Late(Duration pause) implements RegistryFault {}

  /**
   * The connection ends in the middle of the answer.
   *
   * @param bytes of the body that are sent before; a shorter body comes whole
   */
  record CutOff(long bytes) implements RegistryFault {
    /**
     * Checks the number.
     *
     * @throws InvalidSpecException if it is negative
     */
    public CutOff {
      if (bytes < 0) {
        throw new InvalidSpecException("cut after " + bytes + " bytes", "give 0 or more");
      }
    }
  }

  /** One bit of the answer is another one. */
  record Damage() implements RegistryFault {}
}
