package io.jcontainer;

import java.util.Set;
import java.util.regex.Pattern;

/** Which sysctls belong to a namespace: an allow-list, as most are of the whole host. */
final class SysctlName {
  private static final Pattern FORM =
      Pattern.compile("[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_][a-zA-Z0-9_/-]*)+");

  /** Those of {@code ipc_namespaces(7)}. */
  private static final Set<String> IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  private SysctlName() {}

  /**
   * The namespace that a sysctl is of.
   *
   * @throws InvalidSpecException if it is none of a namespace
   */
  static Namespace namespaceOf(String name) {
    if (!FORM.matcher(name).matches() || name.contains("//") || name.endsWith("/")) {
      throw refused(name, "write it like net.ipv4.ip_forward");
    }
    if (name.startsWith("net.")) {
      return Namespace.NETWORK;
    }
    if (IPC.contains(name) || name.startsWith("fs.mqueue.")) {
      return Namespace.IPC;
    }
    if (name.equals("kernel.hostname") || name.equals("kernel.domainname")) {
      throw refused(name, "use withHostname and withDomainName");
    }
    throw refused(
        name,
        "it is a setting of the whole host; a container has net.*, fs.mqueue.* and the System V"
            + " limits of kernel.* for itself");
  }

  private static InvalidSpecException refused(String name, String why) {
    return new InvalidSpecException("sysctl \"" + Text.printable(name) + "\"", why);
  }
}
