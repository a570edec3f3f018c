package io.jcontainer.linux.program;

import static java.util.Map.entry;

import io.jcontainer.kernel.Errno;
import java.util.Map;

/**
 * What an errno means where its own text misleads; from the ERRORS sections of the calls' manual
 * pages.
 */
final class Hints {
  private static final String NO_ID = "the id is not mapped in the user namespace";
  private static final String NAMESPACES =
      "the limit on namespaces is reached: see /proc/sys/user, and nesting ends at 32";
  private static final String USER_NAMESPACES =
      "the host may forbid user namespaces: see kernel.unprivileged_userns_clone and"
          + " kernel.apparmor_restrict_unprivileged_userns";
  private static final String PROCESSES =
      "the limit on processes is reached: RLIMIT_NPROC or the pids cgroup";

  private static final Map<Case, String> HINTS =
      Map.ofEntries(
          hint(Sys.CLONE, Errno.EAGAIN, PROCESSES),
          hint(Sys.CLONE3, Errno.EAGAIN, PROCESSES),
          hint(Sys.CLONE, Errno.EPERM, USER_NAMESPACES),
          hint(Sys.CLONE3, Errno.EPERM, USER_NAMESPACES),
          hint(Sys.UNSHARE, Errno.EPERM, USER_NAMESPACES),
          hint(Sys.CLONE, Errno.ENOSPC, NAMESPACES),
          hint(Sys.CLONE3, Errno.ENOSPC, NAMESPACES),
          hint(Sys.UNSHARE, Errno.ENOSPC, NAMESPACES),
          hint(Sys.CLONE3, Errno.EBUSY, "the cgroup has domain controllers enabled for children"),
          hint(
              Sys.EXECVE,
              Errno.ENOENT,
              "the file, or the interpreter it names in its first line or ELF header, is missing"),
          hint(
              Sys.EXECVE,
              Errno.EACCES,
              "not a regular file with execute permission for this user, or mounted noexec"),
          hint(
              Sys.EXECVE,
              Errno.ENOEXEC,
              "not an executable of this architecture, or a script without #! line"),
          hint(
              Sys.EXECVE,
              Errno.E2BIG,
              "arguments and environment exceed a quarter of RLIMIT_STACK"),
          hint(Sys.EXECVE, Errno.ETXTBSY, "the file is open for writing"),
          hint(Sys.EXECVE, Errno.EAGAIN, "the user has more processes than RLIMIT_NPROC"),
          hint(
              Sys.FSCONFIG,
              Errno.EOVERFLOW,
              "the creator's ids are not mapped in the user namespace of the mount"),
          hint(Sys.FSOPEN, Errno.ENODEV, "the kernel does not know this file system type"),
          hint(Sys.MOUNT, Errno.ENODEV, "the kernel does not know this file system type"),
          hint(
              Sys.FSMOUNT,
              Errno.EPERM,
              "procfs and sysfs can be mounted in a user namespace only where one that is fully"
                  + " visible is mounted already, and by the owner of the pid or network"
                  + " namespace"),
          hint(
              Sys.MOUNT,
              Errno.EPERM,
              "a flag may be locked by the mount namespace this one was made from"),
          hint(
              Sys.MOVE_MOUNT,
              Errno.EINVAL,
              "the mount is attached elsewhere, its parent is shared, or the target lies beneath"
                  + " it"),
          hint(Sys.MOVE_MOUNT, Errno.ENOTDIR, "one of mount and target is a directory, one is not"),
          hint(
              Sys.MOUNT_SETATTR,
              Errno.EINVAL,
              "the file system may not support idmapped mounts, or the mount is not detached"),
          hint(
              Sys.PIVOT_ROOT,
              Errno.EINVAL,
              "the new root is no mount point, or it or its parent is shared"),
          hint(Sys.SETNS, Errno.EINVAL, "the namespace is the caller's own, or has no such kind"),
          hint(Sys.SETRESUID, Errno.EINVAL, NO_ID),
          hint(Sys.SETRESGID, Errno.EINVAL, NO_ID),
          hint(Sys.SETGROUPS, Errno.EINVAL, NO_ID),
          hint(Sys.FCHOWNAT, Errno.EINVAL, NO_ID),
          hint(
              Sys.SETGROUPS,
              Errno.EPERM,
              "/proc/self/setgroups is deny, or the gid map is not written yet"),
          hint(Sys.SETRESUID, Errno.EAGAIN, "the user has more processes than RLIMIT_NPROC"),
          hint(Sys.SECCOMP, Errno.EACCES, "needs no_new_privs or CAP_SYS_ADMIN"),
          hint(
              Sys.SECCOMP,
              Errno.EINVAL,
              "the filter is malformed or longer than 4096 instructions"),
          hint(
              Sys.PRLIMIT64,
              Errno.EPERM,
              "the limit is above the hard limit, or nofile above nr_open"),
          hint(
              Sys.OPENAT2, Errno.EXDEV, "the path leads out of the directory it must stay beneath"),
          hint(Sys.OPENAT2, Errno.ELOOP, "a symbolic link is on the path, and none is allowed"),
          hint(Sys.OPENAT2, Errno.EAGAIN, "the path was renamed while it was walked"),
          hint(Sys.MKNODAT, Errno.EPERM, "a user namespace may not make device nodes"));

  private Hints() {}

  /** The hint with a colon before it, or nothing. */
  static String of(Operation operation, Errno errno) {
    String hint = HINTS.get(new Case(operation, errno));
    if (hint != null) {
      return ": " + hint;
    }
    return errno.equals(Errno.ENOSYS)
        ? ": the kernel, or a seccomp filter around this JVM, has no " + operation.title()
        : "";
  }

  private static Map.Entry<Case, String> hint(Operation operation, Errno errno, String hint) {
    return entry(new Case(operation, errno), hint);
  }

  private record Case(Operation operation, Errno errno) {}
}
