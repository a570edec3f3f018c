package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A container did not come to life: nothing of it is left. */
public final class StartException extends ContainerException {
  private static final long serialVersionUID = 1L;

  /** Which part of the request could not be met. */
  public enum Reason {
    /** No such command in the image's {@code PATH}, or at the path given. */
    COMMAND_NOT_FOUND,
    /** The command is there and cannot be executed. */
    COMMAND_NOT_EXECUTABLE,
    /** The working directory is missing or is not a directory. */
    WORKING_DIRECTORY,
    /** The user or group is unknown to the image, or outside the container's range. */
    USER,
    /** A mount or its target cannot be made. */
    MOUNT,
    /** A limit could not be set. */
    LIMIT,
    /** The kernel refused a step of the set-up. */
    SETUP
  }

  private final Reason reason;

  /**
   * Names what could not be met.
   *
   * @param reason which part of the request
   * @param message the operation, the object, the errno's name and the likely remedy
   * @param cause what was thrown underneath, or null
   */
  public StartException(Reason reason, String message, @Nullable Throwable cause) {
    super(Text.printable(message), cause);
    this.reason = reason;
  }

  /** Which part of the request could not be met. */
  public Reason reason() {
    return reason;
  }
}
