package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A command could not be executed in a running container, which goes on unchanged. */
public final class ExecException extends ContainerException {
  private static final long serialVersionUID = 1L;

  /** Which part of the request could not be met. */
  public enum Reason {
    /** No such command in {@code PATH}, or at the path given: what shells return 127 for. */
    COMMAND_NOT_FOUND,
    /** The command is there and cannot be executed: what shells return 126 for. */
    COMMAND_NOT_EXECUTABLE,
    /** The working directory is missing or is not a directory. */
    WORKING_DIRECTORY,
    /** The user or group is unknown to the container, or outside its range. */
    USER,
    /** A limit could not be set, or the container's limit of processes is reached. */
    LIMIT,
    /**
     * The container's terminals are not what the kernel makes them, or there is no more of them.
     */
    TERMINAL,
    /** It was not begun within the time. */
    TIMEOUT,
    /** The kernel refused another step of the set-up. */
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
  public ExecException(Reason reason, String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
    this.reason = reason;
  }

  /** Which part of the request could not be met. */
  public Reason reason() {
    return reason;
  }
}
