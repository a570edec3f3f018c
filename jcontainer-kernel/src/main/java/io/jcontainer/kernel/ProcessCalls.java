package io.jcontainer.kernel;

import org.jspecify.annotations.Nullable;

/** Starting, watching and ending processes. */
public interface ProcessCalls {
  /**
   * libc's {@code posix_spawn(3)}: a fresh process of the executable with an empty environment, one
   * empty argument, no signal blocked, every signal at its default, in a session of its own. Its
   * only descriptor is the control one, under the number asked for. (A C library that cannot close
   * the others, as musl and glibc before 2.34 cannot, passes on those that the JDK did not mark
   * O_CLOEXEC: what is spawned calls {@code close_range(2)} first in any case.)
   *
   * @param executable opened through /proc/self/fd
   * @param control becomes {@code controlNumber} in the process
   * @return the process id; the process is a child of the calling <em>thread</em> for parent-death
   *     signals
   */
  int spawn(Descriptor executable, Descriptor control, int controlNumber);

  /** {@code pidfd_open(2)} (since Linux 5.3). */
  Fd pidfdOpen(int pid);

  /** {@code pidfd_send_signal(2)} (since Linux 5.1). */
  void pidfdSendSignal(Descriptor pidfd, int signal);

  /**
   * {@code waitid(2)} P_PIDFD for a child's end; it is reaped. Null if WNOHANG was asked and it
   * still runs.
   */
  @Nullable WaitStatus waitPidfd(Descriptor pidfd, int options);

  /** {@code waitid(2)} P_PID likewise, for a child that has no descriptor. */
  @Nullable WaitStatus waitPid(int pid, int options);

  /** {@code prlimit(2)} of this process, reading: soft then hard limit, -1 for none. */
  long[] getrlimit(int resource);

  /** {@code uname(2)} release, such as {@code 6.18.44}. */
  String kernelRelease();

  /** Whether {@code seccomp(2)} knows an action (SECCOMP_GET_ACTION_AVAIL). */
  boolean seccompActionAvailable(int action);

  /**
   * {@code landlock_create_ruleset(2)} asked for the version of its interface, 1 and up (since
   * Linux 5.13); 0 where the kernel was built (ENOSYS) or booted (EOPNOTSUPP) without, or must not
   * be asked (EPERM), as in some containers.
   */
  int landlockVersion();
}
