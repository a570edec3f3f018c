package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A control group could not be created, set, read or removed. */
public final class CgroupException extends ContainerException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the operation, the control file and the remedy.
   *
   * @param message lower-case start, no full stop
   * @param cause what was thrown underneath, or null
   */
  public CgroupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
