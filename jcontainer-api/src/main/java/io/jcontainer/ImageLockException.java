package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** An {@link ImageLock} forbids a pull, or its file cannot be used. */
public final class ImageLockException extends ImageException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What is wrong. */
  public enum Reason {
    /** The name, or the name for this platform, is not in a strict lock. */
    NOT_LOCKED,
    /** The file cannot be read or written. */
    FILE,
    /** The file's content is not that of a lock. */
    CONTENT
  }

  /**
   * Names the operation, the object and the remedy.
   *
   * @param message lower-case start, no full stop
   * @param cause what was thrown underneath, or null
   */
  public ImageLockException(Reason reason, String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
