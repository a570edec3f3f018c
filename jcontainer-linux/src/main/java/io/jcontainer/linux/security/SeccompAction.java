package io.jcontainer.linux.security;

/**
 * What becomes of a system call. What needs somebody beside the container, a tracer, is not here.
 */
public sealed interface SeccompAction {
  /** The call goes ahead. */
  SeccompAction ALLOW = new Allow();

  /** The call fails with EPERM, as it does for somebody without the privilege. */
  SeccompAction EPERM = new Errno(1);

  /** The call fails with ENOSYS, as on a kernel that does not have it: callers fall back. */
  SeccompAction ENOSYS = new Errno(38);

  /** The word that a filter returns for it: {@code SECCOMP_RET_*} of {@code linux/seccomp.h}. */
  int returnValue();

  /** The call goes ahead. */
  record Allow() implements SeccompAction {
    @Override
    public int returnValue() {
      return 0x7FFF_0000;
    }

    @Override
    public String toString() {
      return "allow";
    }
  }

  /**
   * The call does not happen and fails.
   *
   * @param number of the errno, 1 to 4095 (the kernel would cut a higher one)
   */
  record Errno(int number) implements SeccompAction {
    /** Refuses what is no errno. */
    public Errno {
      if (number < 1 || number > 4095) {
        throw new IllegalArgumentException("errno " + number + " is not within 1 to 4095");
      }
    }

    @Override
    public int returnValue() {
      return 0x0005_0000 | number;
    }

    @Override
    public String toString() {
      return "errno " + number;
    }
  }

  /** The call goes ahead and is noted in the audit log (since Linux 4.14). */
  record Log() implements SeccompAction {
    @Override
    public int returnValue() {
      return 0x7FFC_0000;
    }

    @Override
    public String toString() {
      return "log";
    }
  }

  /** The call does not happen; the thread gets SIGSYS, which it may handle. */
  record Trap() implements SeccompAction {
    @Override
    public int returnValue() {
      return 0x0003_0000;
    }

    @Override
    public String toString() {
      return "trap";
    }
  }

  /** The call does not happen and the thread dies of SIGSYS. */
  record KillThread() implements SeccompAction {
    @Override
    public int returnValue() {
      return 0;
    }

    @Override
    public String toString() {
      return "kill thread";
    }
  }

  /** The call does not happen and the whole process dies of SIGSYS (since Linux 4.14). */
  record KillProcess() implements SeccompAction {
    @Override
    public int returnValue() {
      return 0x8000_0000;
    }

    @Override
    public String toString() {
      return "kill process";
    }
  }
}
