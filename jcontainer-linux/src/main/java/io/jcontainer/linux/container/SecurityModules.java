package io.jcontainer.linux.container;

import io.jcontainer.HostFeature;
import io.jcontainer.HostSupport.Support;
import io.jcontainer.kernel.Kernel;
import java.util.EnumMap;
import java.util.Map;

/** Which security modules that label processes are in force on this host. */
public final class SecurityModules {
  private SecurityModules() {}

  /** Looks at the host. */
  public static Map<HostFeature, Support> probe(Kernel kernel) {
    Map<HostFeature, Support> found = new EnumMap<>(HostFeature.class);
    for (HostFeature module : new HostFeature[] {HostFeature.APPARMOR, HostFeature.SELINUX}) {
      found.put(
          module,
          SecurityLabel.isPresent(kernel, module)
              ? new Support.Available()
              : new Support.Unavailable(
                  "this kernel has no " + module.title() + " in force",
                  "boot a kernel that has it with the parameter lsm=…; containers run without"));
    }
    return found;
  }
}
