package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A detached container could not be found, adopted or removed. */
public final class DetachedContainerException extends ContainerException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the container and the remedy.
   *
   * @param message lower-case start, no full stop
   * @param cause what was thrown underneath, or null
   */
  public DetachedContainerException(String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
  }
}
