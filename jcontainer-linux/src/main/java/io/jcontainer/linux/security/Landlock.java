package io.jcontainer.linux.security;

import io.jcontainer.ContainerSpec;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.Optional;

/**
 * What the kernel has of Landlock.
 *
 * @param version of its interface; 0 for none
 */
public record Landlock(int version) {
  /** What to do about a kernel without it. */
  public static final String REMEDY =
      "use Linux 5.13 or later, built with CONFIG_SECURITY_LANDLOCK and booted with landlock among"
          + " the modules of lsm=…";

  /** Looks at the kernel; whoever may not ask has none, as in some containers. */
  public static Landlock detect(Kernel kernel) {
    try {
      return new Landlock(kernel.landlockVersion());
    } catch (KernelException e) {
      Errno errno = e.errno();
      if (errno.equals(Errno.ENOSYS)
          || errno.equals(Errno.EOPNOTSUPP)
          || errno.equals(Errno.EPERM)) {
        return new Landlock(0);
      }
      throw e;
    }
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
              HostFeature.LANDLOCK,
              "this kernel has no Landlock in force",
              REMEDY + "; or ask for it where it is available");
        }
        yield found(spec);
      }
    };
  }

  private Optional<LandlockRules> found(ContainerSpec spec) {
    return Optional.of(LandlockRules.of(spec, version));
  }
}
