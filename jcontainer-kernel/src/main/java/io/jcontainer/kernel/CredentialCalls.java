package io.jcontainer.kernel;

/** Who the calling thread is to the kernel. Changes last for the thread alone. */
public interface CredentialCalls {
  /** {@code geteuid(2)}. */
  long effectiveUid();

  /**
   * {@code setfsuid(2)}: who files made by this thread belong to. Returns the one before. The call
   * itself never says that it was refused; that it took effect is checked, else this fails with
   * EPERM.
   */
  long setFsUid(long uid);

  /** {@code setfsgid(2)} likewise. */
  long setFsGid(long gid);

  /**
   * {@code unshare(2)} CLONE_FS, then {@code umask(2)}: a mask of the calling thread's own. Its
   * working and root directory are its own too from then on.
   */
  void setThreadUmask(int mask);

  /**
   * {@code setns(2)} CLONE_NEWNS: the mount namespace that the calling thread sees, beginning at
   * its root. Only for a thread whose directories are its own, see {@link #setThreadUmask}.
   */
  void setMountNamespace(Descriptor namespace);

  /** {@code fchdir(2)} of a thread whose directories are its own. */
  void setWorkingDirectory(Descriptor directory);

  /** {@code chroot(2)} to the working directory, of a thread whose directories are its own. */
  void setRootToWorkingDirectory();

  /**
   * {@code landlock_restrict_self(2)}: the calling thread, and any thread that it starts, has these
   * rights beneath the directory alone, for good. It gets no new privileges any more either ({@code
   * PR_SET_NO_NEW_PRIVS}). Since Linux 5.13, see {@link ProcessCalls#landlockVersion}.
   *
   * @param rights {@link LandlockAccess}
   */
  void confineThread(Descriptor directory, long rights);

  /** {@code capget(2)} of the calling thread. */
  CapabilitySets capabilities();

  /** {@code capset(2)} of the calling thread. */
  void setCapabilities(CapabilitySets sets);

  /**
   * Capability sets as bit masks by capability number.
   *
   * @param effective in force
   * @param permitted may be made effective
   * @param inheritable may pass an execve
   */
  record CapabilitySets(long effective, long permitted, long inheritable) {}
}
