package io.jcontainer.kernel;

import io.jcontainer.kernel.CredentialCalls.CapabilitySets;

/** {@link CredentialCalls} in words. */
public final class CredentialWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public CredentialWording(Wording words) {
    this.words = words;
  }

  /** See {@link CredentialCalls#effectiveUid}. */
  public String effectiveUid() {
    return "geteuid()";
  }

  /** See {@link CredentialCalls#setFsUid}. */
  public String setFsUid(long uid) {
    return "setfsuid(" + uid + ")";
  }

  /** See {@link CredentialCalls#setFsGid}. */
  public String setFsGid(long gid) {
    return "setfsgid(" + gid + ")";
  }

  /** See {@link CredentialCalls#setThreadUmask}. */
  public String setThreadUmask(int mask) {
    return "umask(" + String.format("%04o", mask) + ") of this thread alone";
  }

  /** See {@link CredentialCalls#setMountNamespace}. */
  public String setMountNamespace(Descriptor namespace) {
    return "setns(" + words.fd(namespace) + ", CLONE_NEWNS)";
  }

  /** See {@link CredentialCalls#setWorkingDirectory}. */
  public String setWorkingDirectory(Descriptor directory) {
    return "fchdir(" + words.fd(directory) + ")";
  }

  /** See {@link CredentialCalls#setRootToWorkingDirectory}. */
  public String setRootToWorkingDirectory() {
    return "chroot(\".\")";
  }

  /** See {@link CredentialCalls#confineThread}. */
  public String confineThread(Descriptor directory, long rights) {
    return "landlock_restrict_self("
        + LandlockAccess.describe(rights)
        + " beneath "
        + words.fd(directory)
        + ") of this thread alone";
  }

  /** See {@link CredentialCalls#capabilities}. */
  public String capabilities() {
    return "capget()";
  }

  /** See {@link CredentialCalls#setCapabilities}. */
  public String setCapabilities(CapabilitySets sets) {
    return String.format(
        "capset(effective 0x%x, permitted 0x%x, inheritable 0x%x)",
        sets.effective(), sets.permitted(), sets.inheritable());
  }
}
