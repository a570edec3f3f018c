package io.jcontainer.kernel;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import java.util.Optional;

/** A machine whose system calls are known: their numbers, flags and structs differ. */
public enum Architecture {
  /** Also called amd64. */
  X86_64,
  /** Also called arm64. */
  AARCH64;

  private static final Optional<Architecture> HOST = of(System.getProperty("os.arch", ""));

  /**
   * The machine this JVM was built for.
   *
   * @throws HostUnsupportedException if it is neither
   */
  public static Architecture host() {
    return HOST.orElseThrow(
        () ->
            new HostUnsupportedException(
                HostFeature.NATIVE_ACCESS,
                "system calls are not known for " + System.getProperty("os.arch"),
                "run on x86-64 or aarch64"));
  }

  /** Whether flags are as arm has them; every other machine is taken to have the common ones. */
  static boolean isArm() {
    return HOST.filter(AARCH64::equals).isPresent();
  }

  private static Optional<Architecture> of(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
