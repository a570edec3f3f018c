package io.jcontainer.linux.container;

import io.jcontainer.SeccompRules;
import io.jcontainer.Ulimit;
import io.jcontainer.Ulimit.Resource;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.rootfs.MaskPlan;
import io.jcontainer.linux.security.Landlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What every start needs to know of the host and does not change while the JVM runs.
 *
 * @param lastCapability the kernel's highest capability number
 * @param masks what of the kernel's file systems is hidden
 * @param hardFiles this process's hard limit of open files, -1 for none
 * @param version of the kernel
 * @param landlock what the kernel has of it
 */
record HostFacts(
    int lastCapability,
    MaskPlan masks,
    long hardFiles,
    SeccompRules.Kernel version,
    Landlock landlock) {
  private static final long SOFT_FILES = 1024;
  private static final long HARD_FILES = 524_288;

  static HostFacts detect(Kernel kernel) {
    return new HostFacts(
        lastCapability(kernel),
        MaskPlan.detect(kernel),
        kernel.getrlimit(Resource.NOFILE.number())[1],
        SeccompRules.Kernel.parse(System.getProperty("os.version")),
        Landlock.detect(kernel));
  }

  private static int lastCapability(Kernel kernel) {
    try (Fd file = kernel.open(Descriptor.CWD, "/proc/sys/kernel/cap_last_cap", O.RDONLY, 0)) {
      byte[] text = new byte[16];
      int length = kernel.read(file, text, 0, text.length);
      return Integer.parseInt(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
    }
  }

  /**
   * The limits of each process: those asked for, and for the rest what programs expect. A JVM
   * raises its own soft limit of open files to the hard one, which must not be passed on.
   */
  List<Ulimit> ulimits(List<Ulimit> wanted) {
    List<Ulimit> all = new ArrayList<>();
    if (wanted.stream().noneMatch(ulimit -> ulimit.resource() == Resource.NOFILE)) {
      long hard = hardFiles < 0 ? HARD_FILES : Math.min(HARD_FILES, hardFiles);
      all.add(new Ulimit(Resource.NOFILE, Math.min(SOFT_FILES, hard), hard));
    }
    if (wanted.stream().noneMatch(ulimit -> ulimit.resource() == Resource.CORE)) {
      all.add(new Ulimit(Resource.CORE, 0, 0));
    }
    all.addAll(wanted);
    return all;
  }
}
