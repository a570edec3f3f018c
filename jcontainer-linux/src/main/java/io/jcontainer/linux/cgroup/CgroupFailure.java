package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.KernelException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Turns a failed system call on a control group into the exception that users see. */
final class CgroupFailure {
  private static final Set<Errno> NOT_OURS_TO_WRITE =
      Set.of(Errno.EROFS, Errno.EACCES, Errno.EPERM);
  private static final Map<Errno, String> REMEDIES =
      Map.of(
          Errno.EROFS,
          "the hierarchy is mounted read-only; mount it writable",
          Errno.EACCES,
          "run as root, or have the control group of this process delegated to its user",
          Errno.EPERM,
          "run as root, or have the control group of this process delegated to its user",
          Errno.EBUSY,
          "the group is in use; lower a memory limit only to what can be reclaimed",
          Errno.EINVAL,
          "the kernel refuses the value; a group above may be limited further",
          Errno.ENOSPC,
          "the kernel has no more groups to give; remove unused ones",
          Errno.EAGAIN,
          "cgroup.max.descendants or cgroup.max.depth of a group above is reached",
          Errno.ENOENT,
          "the group was removed, by another program or with its engine",
          Errno.ENODEV,
          "the group was removed, by another program or with its engine");

  private CgroupFailure() {}

  /** Runs it; a failed call is thrown as the operation's failure, with the likely remedy. */
  static <T> T attempt(String operation, Supplier<T> calls) {
    try {
      return calls.get();
    } catch (KernelException e) {
      throw of(operation, e);
    }
  }

  /** The operation's failure, with the likely remedy. */
  static CgroupException of(String operation, KernelException cause) {
    String remedy = REMEDIES.get(cause.errno());
    return new CgroupException(
        "cannot " + operation + ": " + cause.getMessage() + (remedy == null ? "" : "; " + remedy),
        cause);
  }

  /** Whether the hierarchy is there and this process may not write to it. */
  static boolean isNotWritable(KernelException e) {
    return NOT_OURS_TO_WRITE.contains(e.errno());
  }

  /** Whether a group could not be removed because processes or groups are in it still. */
  static boolean isBusy(KernelException e) {
    return e.errno().equals(Errno.EBUSY) || e.errno().equals(Errno.ENOTEMPTY);
  }

  /** Whether a group is gone already. */
  static boolean isGone(KernelException e) {
    return e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENODEV);
  }

  /** Runs it; false if the group is gone. */
  static boolean unlessGone(Runnable calls) {
    try {
      calls.run();
      return true;
    } catch (KernelException e) {
      if (isGone(e)) {
        return false;
      }
      throw e;
    }
  }
}
