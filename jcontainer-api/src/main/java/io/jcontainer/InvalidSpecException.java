package io.jcontainer;

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
    super(Text.message("invalid " + setting + ": " + why), null);
  }
}
