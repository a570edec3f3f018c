package io.jcontainer;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names storage that outlives containers and that several may share. It is made at its first use,
 * and holds then what the image has at the place where it is shown.
 *
 * @param name 1 to 128 letters, digits, dots, hyphens and underscores, beginning with a letter or
 *     digit
 * @param temporary whether it is removed with the container that it was made for
 */
public record Volume(String name, boolean temporary) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Refuses a name that breaks the rule. */
  public Volume {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSpecException(
          "volume name \"" + Text.printable(name) + "\"",
          "1 to 128 letters, digits, dots, hyphens and underscores, beginning with a letter or"
              + " digit");
    }
  }

  /** A volume that stays until it is removed. */
  public static Volume named(String name) {
    return new Volume(name, false);
  }

  /** A volume of its own, with a name that nobody has; it goes with its container. */
  public static Volume anonymous() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new Volume(HexFormat.of().formatHex(bytes), true);
  }
}
