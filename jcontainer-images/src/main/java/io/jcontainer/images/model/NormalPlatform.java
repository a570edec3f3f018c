package io.jcontainer.images.model;

import io.jcontainer.Platform;
import java.util.Locale;

/**
 * A platform in the form in which two of them can be compared: one name for each architecture, and
 * a variant where one is left out.
 *
 * @param os in lower case
 * @param architecture in Go's name
 * @param version of the architecture
 * @param otherVariant a variant that is no version, or empty
 */
record NormalPlatform(String os, String architecture, Version version, String otherVariant) {
  private static final Version ARM_6 = new Version(6, 0);
  private static final Version ARM_7 = new Version(7, 0);
  private static final Version ARM_8 = new Version(8, 0);

  static NormalPlatform of(Platform platform) {
    String os = platform.os().toLowerCase(Locale.ROOT);
    String variant = platform.variant().toLowerCase(Locale.ROOT);
    String architecture = platform.architecture().toLowerCase(Locale.ROOT);
    return switch (architecture) {
      case "amd64", "x86_64", "x86-64" -> of(os, "amd64", variant, Version.FIRST);
      case "arm64", "aarch64" -> of(os, "arm64", variant, ARM_8);
      case "arm", "armhf" -> of(os, "arm", variant, ARM_7);
      case "armel" -> of(os, "arm", variant, ARM_6);
      case "386", "i386", "i686", "x86" -> of(os, "386", variant, Version.FIRST);
      default -> of(os, architecture, variant, Version.FIRST);
    };
  }

  private static NormalPlatform of(String os, String architecture, String variant, Version first) {
    if (variant.isEmpty()) {
      return new NormalPlatform(os, architecture, first, "");
    }
    return Version.parse(variant)
        .map(version -> new NormalPlatform(os, architecture, version, ""))
        .orElse(new NormalPlatform(os, architecture, first, variant));
  }

  /** Whether what was built for the other platform runs on this one. */
  boolean runs(NormalPlatform built) {
    return os.equals(built.os)
        && architecture.equals(built.architecture)
        && otherVariant.equals(built.otherVariant)
        && includes(built.version);
  }

  private boolean includes(Version older) {
    if (!architecture.equals("arm64")) {
      return older.compareTo(version) <= 0;
    }
    return older.major() <= version.major() && armLevel(older) <= armLevel(version);
  }

  /** Arm v9.0 has what v8.5 has, and so on upwards: Arm ARM, section A1.2. */
  private static int armLevel(Version version) {
    return version.minor() + 5 * (version.major() - 8);
  }
}
