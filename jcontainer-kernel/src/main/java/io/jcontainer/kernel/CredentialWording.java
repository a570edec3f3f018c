package io.jcontainer.kernel;

import io.jcontainer.kernel.CredentialCalls.CapabilitySets;

/** {@link CredentialCalls} in words. */
public final class CredentialWording {
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
