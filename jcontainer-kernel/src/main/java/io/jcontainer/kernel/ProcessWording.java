package io.jcontainer.kernel;

/** {@link ProcessCalls} in words. */
public final class ProcessWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public ProcessWording(Wording words) {
    this.words = words;
  }

  /** See {@link ProcessCalls#spawn}. */
  public String spawn(Descriptor executable, Descriptor control, int controlNumber) {
    return "posix_spawn("
        + words.fd(executable)
        + ", "
        + words.fd(control)
        + " as "
        + controlNumber
        + ")";
  }

  /** See {@link ProcessCalls#pidfdOpen}. */
  public String pidfdOpen(int pid) {
    return "pidfd_open(" + pid + ")";
  }

  /** See {@link ProcessCalls#pidfdSendSignal}. */
  public String pidfdSendSignal(Descriptor pidfd, int signal) {
    return "pidfd_send_signal(" + words.fd(pidfd) + ", " + signal + ")";
  }

  /** See {@link ProcessCalls#waitPidfd}. */
  public String waitPidfd(Descriptor pidfd, int options) {
    return "waitid(P_PIDFD, " + words.fd(pidfd) + options(options) + ")";
  }

  /** See {@link ProcessCalls#waitPid}. */
  public String waitPid(int pid, int options) {
    return "waitid(P_PID, " + pid + options(options) + ")";
  }

  private static String options(int options) {
    return options == 0 ? "" : ", " + Wait.describe(options);
  }

  /** See {@link ProcessCalls#getrlimit}. */
  public String getrlimit(int resource) {
    return "prlimit(" + Rlimit.describe(resource) + ")";
  }

  /** See {@link ProcessCalls#kernelRelease}. */
  public String kernelRelease() {
    return "uname()";
  }

  /** See {@link ProcessCalls#seccompActionAvailable}. */
  public String seccompActionAvailable(int action) {
    return "seccomp(SECCOMP_GET_ACTION_AVAIL, 0x" + Integer.toHexString(action) + ")";
  }

  /** See {@link ProcessCalls#landlockVersion}. */
  public String landlockVersion() {
    return "landlock_create_ruleset(LANDLOCK_CREATE_RULESET_VERSION)";
  }
}
