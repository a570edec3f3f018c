package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A file of a container could not be read, written or listed. */
public final class ContainerFileException extends ContainerException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * Names the operation, the path and the likely remedy.
   *
   * @param path as the caller wrote it
   * @param message the operation, the path, the errno's name and the likely remedy
   * @param cause what was thrown underneath, or null
   */
  public ContainerFileException(String path, String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
    this.path = path;
  }

  /** The path that the operation was about, as the caller wrote it. */
  public String path() {
    return path;
  }
}
