package io.jcontainer.linux.security;

import io.jcontainer.ContainerSpec;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Kernel;
import java.util.Optional;

/**
 * What the kernel has of Landlock.
 *
 * @param version of its interface; 0 for none
 */
public record Landlock(int version) {
  /** What is wrong with a kernel without it. */
  public static final String NONE = "this kernel has no Landlock in force";

  /** What to do about that. */
  public static final String REMEDY =
      "use Linux 5.13 or later, built with CONFIG_SECURITY_LANDLOCK and booted with landlock among"
          + " the modules of lsm=…";

  /** Looks at the kernel. */
  public static Landlock detect(Kernel kernel) {
    return new Landlock(kernel.landlockVersion());
  }

  /**
   * The rules that a container asks for.
   *
   * @throws HostUnsupportedException if it cannot do without and the kernel has none
   */
  public Optional<LandlockRules> rules(ContainerSpec spec) {
    return switch (spec.security().landlock()) {
      case NONE -> Optional.empty();
      case WHERE_AVAILABLE -> version == 0 ? Optional.empty() : found(spec);
      case REQUIRED -> {
        if (version == 0) {
          throw new HostUnsupportedException(
              HostFeature.LANDLOCK, NONE, REMEDY + "; or ask for it where it is available");
        }
        yield found(spec);
      }
    };
  }

  private Optional<LandlockRules> found(ContainerSpec spec) {
    return Optional.of(LandlockRules.of(spec, version));
  }
}
