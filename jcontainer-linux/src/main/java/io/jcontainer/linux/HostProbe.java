package io.jcontainer.linux;

import io.jcontainer.HostFeature;
import io.jcontainer.HostSupport;
import io.jcontainer.HostSupport.Support;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.OpenTree;
import io.jcontainer.linux.cgroup.CgroupLayout;
import io.jcontainer.linux.cgroup.CgroupTree;
import io.jcontainer.linux.container.SecurityModules;
import io.jcontainer.linux.security.Landlock;
import java.util.EnumMap;
import java.util.Map;

/** Finds out what this host can do by trying each thing, without leaving a trace. */
final class HostProbe {
  private static final long CAP_SYS_ADMIN = 1L << 21;

  /** {@code PROC_USER_INIT_INO} of {@code linux/proc_ns.h}. */
  private static final long FIRST_USER_NAMESPACE = 0xEFFF_FFFDL;

  private static final int SECCOMP_RET_ERRNO = 0x0005_0000;

  private final Kernel kernel;
  private final Map<HostFeature, Support> found = new EnumMap<>(HostFeature.class);

  private HostProbe(Kernel kernel) {
    this.kernel = kernel;
  }

  static HostSupport probe() {
    Kernel kernel;
    try {
      kernel = new LinuxKernel();
    } catch (HostUnsupportedException e) {
      return withoutKernel(e);
    }
    return probe(kernel);
  }

  static HostSupport probe(Kernel kernel) {
    HostProbe probe = new HostProbe(kernel);
    probe.found.put(HostFeature.NATIVE_ACCESS, new Support.Available());
    probe.privilege();
    probe.mounts();
    probe.processes();
    probe.controlGroups();
    probe.found.putAll(SecurityModules.probe(kernel));
    return new HostSupport(probe.found);
  }

  private static HostSupport withoutKernel(HostUnsupportedException why) {
    Map<HostFeature, Support> none = new EnumMap<>(HostFeature.class);
    for (HostFeature feature : HostFeature.values()) {
      none.put(feature, new Support.Unavailable(String.valueOf(why.getMessage()), why.remedy()));
    }
    return new HostSupport(none);
  }

  /**
   * What only root of the host may do: shift the owners of a file system that it did not make
   * itself ({@code mount_setattr(2)}), and map ids beyond its own ({@code user_namespaces(7)}).
   */
  private void privilege() {
    boolean root = kernel.effectiveUid() == 0;
    boolean admin = (kernel.capabilities().effective() & CAP_SYS_ADMIN) != 0;
    found.put(
        HostFeature.PRIVILEGE,
        !root
            ? new Support.Unavailable("the JVM does not run as root", "run the JVM as root")
            : !ofTheHost()
                ? new Support.Unavailable(
                    "the JVM is root of a user namespace alone, as in a container of an"
                        + " unprivileged user",
                    "run the JVM outside of it, or in a container or pod without a user namespace"
                        + " of its own that has CAP_SYS_ADMIN")
                : !admin
                    ? new Support.Unavailable(
                        "root lacks CAP_SYS_ADMIN",
                        "give the capability to the container or service that the JVM runs in")
                    : new Support.Available());
  }

  /** Where there is no {@code /proc} to ask, the other probes say so. */
  private boolean ofTheHost() {
    try {
      return kernel.stat(Descriptor.CWD, "/proc/self/ns/user", 0).inode() == FIRST_USER_NAMESPACE;
    } catch (KernelException e) {
      return true;
    }
  }

  private void mounts() {
    attempt(
        HostFeature.MOUNT_API,
        () -> kernel.fsopen("tmpfs").close(),
        "use Linux 5.2 or later, and allow the mount calls to this program");
    attempt(
        HostFeature.OVERLAYFS,
        () -> {
          try (Fd context = kernel.fsopen("overlay")) {
            kernel.fsconfigString(context, "lowerdir+", "/");
          }
        },
        "use Linux 6.8 or later with the overlay module loaded");
    attempt(
        HostFeature.IDMAPPED_MOUNT, this::shiftToNothing, "use Linux 5.19 or later on ext4 or xfs");
    attempt(
        HostFeature.USER_NAMESPACE,
        () -> kernel.open(Descriptor.CWD, "/proc/self/ns/user", O.RDONLY, 0).close(),
        "use a kernel with CONFIG_USER_NS and mount /proc");
  }

  /** The initial user namespace is refused as a mapping with EPERM: so the call is known. */
  private void shiftToNothing() {
    try (Fd tree = kernel.openTree(Descriptor.CWD, "/", OpenTree.CLONE);
        Fd own = kernel.open(Descriptor.CWD, "/proc/self/ns/user", O.RDONLY, 0)) {
      kernel.mountSetattr(tree, "", At.EMPTY_PATH, MountAttr.IDMAP, 0, 0, own);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EPERM)) {
        throw e;
      }
    }
  }

  private void processes() {
    attempt(
        HostFeature.PIDFD,
        () -> kernel.pidfdOpen((int) ProcessHandle.current().pid()).close(),
        "use Linux 5.3 or later");
    found.put(
        HostFeature.SECCOMP,
        kernel.seccompActionAvailable(SECCOMP_RET_ERRNO)
            ? new Support.Available()
            : new Support.Unavailable(
                "seccomp(2) does not know filters", "use a kernel with CONFIG_SECCOMP_FILTER"));
    found.put(
        HostFeature.LANDLOCK,
        kernel.landlockVersion() > 0
            ? new Support.Available()
            : new Support.Unavailable(Landlock.NONE, Landlock.REMEDY));
  }

  private void controlGroups() {
    Map<HostFeature, String> missing =
        new CgroupTree(kernel, CgroupLayout.detect(kernel)).unavailable();
    for (HostFeature feature :
        new HostFeature[] {
          HostFeature.CPU_LIMIT,
          HostFeature.MEMORY_LIMIT,
          HostFeature.PIDS_LIMIT,
          HostFeature.IO_LIMIT,
          HostFeature.CGROUP_V2
        }) {
      String why = missing.get(feature);
      found.put(
          feature,
          why == null
              ? new Support.Available()
              : new Support.Unavailable(
                  why, "mount the controller writable, or delegate it to this program"));
    }
  }

  private void attempt(HostFeature feature, Runnable attempt, String remedy) {
    try {
      attempt.run();
      found.put(feature, new Support.Available());
    } catch (KernelException e) {
      found.put(feature, new Support.Unavailable(String.valueOf(e.getMessage()), remedy));
    }
  }
}
