package io.jcontainer;

/** One ability of the host that containers are made of. */
public enum HostFeature {
  /** The process may create containers at all (root today). */
  PRIVILEGE("privilege to create containers"),
  /** Native calls are allowed to this library ({@code --enable-native-access}). */
  NATIVE_ACCESS("native access"),
  /** {@code user_namespaces(7)}. */
  USER_NAMESPACE("user namespaces"),
  /** The mount calls that work on descriptors: {@code fsopen(2)}, {@code move_mount(2)}. */
  MOUNT_API("descriptor-based mount calls"),
  /** overlayfs that takes its layers one by one ({@code lowerdir+}, since Linux 6.8). */
  OVERLAYFS("overlayfs with lowerdir+"),
  /** Mounts with a user mapping of their own ({@code mount_setattr(2)}, since Linux 5.12). */
  IDMAPPED_MOUNT("idmapped mounts"),
  /** {@code seccomp(2)} filters. */
  SECCOMP("seccomp filters"),
  /** The AppArmor module in force. */
  APPARMOR("AppArmor"),
  /** The SELinux module in force. */
  SELINUX("SELinux"),
  /** {@code landlock(7)}, since Linux 5.13. */
  LANDLOCK("Landlock"),
  /** {@code pidfd_open(2)} and its kin. */
  PIDFD("process descriptors"),
  /** A cgroup hierarchy that limits cpu time. */
  CPU_LIMIT("cpu limits"),
  /** A cgroup hierarchy that limits memory. */
  MEMORY_LIMIT("memory limits"),
  /** A cgroup hierarchy that limits the number of processes. */
  PIDS_LIMIT("pids limits"),
  /** A cgroup hierarchy that limits and shares what disks do. */
  IO_LIMIT("io limits"),
  /** {@code cgroup.kill} and {@code cgroup.freeze} (cgroup v2). */
  CGROUP_V2("cgroup v2");

  private final String title;

  HostFeature(String title) {
    this.title = title;
  }

  /** The name used in sentences, lower case. */
  public String title() {
    return title;
  }
}
