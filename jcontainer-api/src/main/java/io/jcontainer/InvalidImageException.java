package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** Bytes that are not what they claim to be: nothing of them was kept. */
public final class InvalidImageException extends ImageException {
  private static final long serialVersionUID = 1L;

  private final String part;

  /**
   * Names the part of the image that cannot be believed.
   *
   * @param part such as {@code layer sha256:…} or {@code manifest of debian:12}
   * @param why what is wrong with it
   * @param cause what was thrown underneath, or null
   */
  public InvalidImageException(String part, String why, @Nullable Throwable cause) {
    super("invalid " + Text.printable(part) + ": " + Text.message(why), cause);
    this.part = part;
  }

  /** The part of the image that cannot be believed. */
  public String part() {
    return part;
  }
}
