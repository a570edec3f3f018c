package io.jcontainer.spi;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.SeccompProfile;

/**
 * Reads seccomp profiles from their JSON form; found with {@link java.util.ServiceLoader}. Not a
 * part of the runtime, which stays free of document formats.
 */
public interface SeccompProfileReader {
  /**
   * Reads a document.
   *
   * @throws InvalidSpecException if it is no profile, naming the place
   */
  SeccompProfile read(String json);
}
