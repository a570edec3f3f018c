package io.jcontainer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory that images are saved to or loaded from could not be read or written. What is
 * wrong in it is an {@link InvalidImageException}.
 */
public final class ImageArchiveException extends ImageException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the operation, the file and the remedy.
   *
   * @param message lower-case start, no full stop
   * @param cause what was thrown underneath, or null
   */
  public ImageArchiveException(String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
  }

  /** The error for a file that cannot be read. */
  public static ImageArchiveException reading(String file, IOException cause) {
    return new ImageArchiveException("cannot read " + file + ": " + why(cause), cause);
  }

  /** The error for a file that cannot be written. */
  public static ImageArchiveException writing(String file, IOException cause) {
    return new ImageArchiveException("cannot write " + file + ": " + why(cause), cause);
  }

  private static String why(IOException cause) {
    return cause.getClass().getSimpleName() + " (" + cause.getMessage() + ")";
  }
}
