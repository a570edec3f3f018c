package io.jcontainer;

import java.util.regex.Pattern;

/**
 * Something that only the container's user may read, as a file {@code /run/secrets/<name>} in
 * memory: no file of the host holds it, and no message shows it.
 */
public final class Secret {
  /** Where secrets are. */
  public static final String DIRECTORY = "/run/secrets";

  private static final ByteSize MOST = ByteSize.ofKiB(512);
  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,255}");

  private final String name;
  private final byte[] content;

  /**
   * A secret; the bytes are copied.
   *
   * @param name of the file
   * @throws InvalidSpecException if it is no plain file name, or the content is larger than 512 KiB
   */
  public Secret(String name, byte[] content) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSpecException(
          "secret \"" + Text.printable(name) + "\"",
          "a name is 1 to 255 letters, digits, dots, hyphens and underscores");
    }
    if (content.length > MOST.bytes()) {
      throw new InvalidSpecException("secret " + name, "it holds at most " + MOST);
    }
    this.name = name;
    this.content = content.clone();
  }

  /** The file's name. */
  public String name() {
    return name;
  }

  /** A copy of what it holds. */
  public byte[] content() {
    return content.clone();
  }

  /** Its name alone. */
  @Override
  public String toString() {
    return "secret " + name;
  }
}
