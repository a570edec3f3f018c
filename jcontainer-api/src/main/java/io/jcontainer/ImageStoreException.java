package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** The local image store could not be read or written (disk full, permissions, damage). */
public final class ImageStoreException extends ImageException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the operation, the object and the remedy.
   *
   * @param message lower-case start, no full stop
   * @param cause what was thrown underneath, or null
   */
  public ImageStoreException(String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
  }
}
