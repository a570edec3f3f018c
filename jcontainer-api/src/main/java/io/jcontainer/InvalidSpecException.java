package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A setting that cannot be right wherever it is used: refused at the call that makes it. */
public final class InvalidSpecException extends JContainerException {
  private static final long serialVersionUID = 1L;

  /**
   * Refuses a setting.
   *
   * @param setting what was given, named and printable, such as {@code memory limit 12 B}
   * @param why why it cannot be right, or what would be
   */
  public InvalidSpecException(String setting, String why) {
    this(setting, why, null);
  }

  /**
   * Refuses a setting because of what came of trying it.
   *
   * @param setting what was given, named and printable
   * @param why why it cannot be right, or what would be
   * @param cause what was thrown underneath, without secrets, or null
   */
  public InvalidSpecException(String setting, String why, @Nullable Throwable cause) {
    super(Text.message("invalid " + setting + ": " + why), cause);
  }
}
