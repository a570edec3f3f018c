package io.jcontainer;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The identity of one container: 32 lower-case hexadecimal digits, never reused.
 *
 * @param value the digits
 */
public record ContainerId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Refuses anything but 32 hexadecimal digits. */
  public ContainerId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidSpecException(
          "container id \"" + Text.printable(value) + "\"", "it has 32 hexadecimal digits");
    }
  }

  /** A fresh identity. */
  public static ContainerId random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new ContainerId(HexFormat.of().formatHex(bytes));
  }

  /** The first twelve digits, as people quote it. */
  public String abbreviated() {
    return value.substring(0, 12);
  }

  @Override
  public String toString() {
    return value;
  }
}
