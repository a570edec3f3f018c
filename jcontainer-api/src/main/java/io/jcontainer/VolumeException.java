package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A volume could not be made, read, filled or removed. */
public final class VolumeException extends JContainerException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * Names the volume, the operation and the remedy.
   *
   * @param name of the volume
   * @param message the operation, the object, the errno's name and the likely remedy
   * @param cause what was thrown underneath, or null
   */
  public VolumeException(String name, String message, @Nullable Throwable cause) {
    super(Text.message(message), cause);
    this.name = name;
  }

  /** Which volume. */
  public String name() {
    return name;
  }
}
