package io.jcontainer;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an image was built for, in Go's names, as image indexes use them.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64} or {@code arm64}
 * @param variant such as {@code v8}, or empty
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">OCI image
 *     specification, image index</a>
 */
public record Platform(String os, String architecture, String variant) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Refuses an empty name, and characters that no platform has. */
  public Platform {
    if (!NAME.matcher(os).matches()
        || !NAME.matcher(architecture).matches()
        || !(variant.isEmpty() || NAME.matcher(variant).matches())) {
      throw new InvalidSpecException(
          "platform \"" + Text.printable(os + "/" + architecture + "/" + variant) + "\"",
          "write os/architecture, such as linux/amd64");
    }
  }

  /**
   * Reads {@code os/architecture} or {@code os/architecture/variant}.
   *
   * @throws InvalidSpecException if the text is not such a platform
   */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new InvalidSpecException(
          "platform \"" + Text.printable(text) + "\"",
          "write os/architecture, such as linux/amd64");
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /** The platform this JVM runs on. */
  public static Platform host() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "amd64", "x86_64" -> new Platform("linux", "amd64", "");
      case "aarch64" -> new Platform("linux", "arm64", "v8");
      default -> new Platform("linux", arch, "");
    };
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
