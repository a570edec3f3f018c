package io.jcontainer;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A piece of root's power, in the kernel's order: the ordinal is the kernel's number. What each
 * allows in full is in {@code capabilities(7)}; inside a user namespace it is held against that
 * namespace's own things only.
 */
public enum Capability {
  /** Give files to others. */
  CHOWN,
  /** Read, write and enter whatever the permission bits say. */
  DAC_OVERRIDE,
  /** Read whatever the permission bits say; open files by handle, and so out of any root. */
  DAC_READ_SEARCH,
  /** Do to files what only their owner may. */
  FOWNER,
  /** Keep the set-id bits of a file that is written or given away. */
  FSETID,
  /** Send signals to processes of others. */
  KILL,
  /** Take on any group. */
  SETGID,
  /** Take on any user. */
  SETUID,
  /** Take capabilities out of the bounding set for good. */
  SETPCAP,
  /** Set and clear the immutable and append-only flags of files. */
  LINUX_IMMUTABLE,
  /** Bind to ports below 1024. */
  NET_BIND_SERVICE,
  /** Unused by the kernel. */
  NET_BROADCAST,
  /** Configure interfaces, routes and filters of its network namespace. */
  NET_ADMIN,
  /** Open raw and packet sockets: forge packets, see those of others. */
  NET_RAW,
  /** Lock memory beyond the limit. */
  IPC_LOCK,
  /** Use System V objects whatever their permissions say. */
  IPC_OWNER,
  /** Load kernel modules: the whole host. */
  SYS_MODULE,
  /** Reach devices' ports and memory: the whole host. */
  SYS_RAWIO,
  /** Change its root directory. */
  SYS_CHROOT,
  /** Inspect and change any process it can see. */
  SYS_PTRACE,
  /** Switch process accounting. */
  SYS_PACCT,
  /** Mount, and very much else: close to all of root. */
  SYS_ADMIN,
  /** Reboot, and load another kernel. */
  SYS_BOOT,
  /** Raise priorities, choose processors. */
  SYS_NICE,
  /** Go beyond resource limits and quotas. */
  SYS_RESOURCE,
  /** Set the clock. */
  SYS_TIME,
  /** Hang up and configure terminals. */
  SYS_TTY_CONFIG,
  /** Make device nodes. */
  MKNOD,
  /** Take leases on files of others. */
  LEASE,
  /** Write to the kernel's audit log. */
  AUDIT_WRITE,
  /** Configure the kernel's audit log. */
  AUDIT_CONTROL,
  /** Give capabilities to files. */
  SETFCAP,
  /** Override the mandatory access control of Smack. */
  MAC_OVERRIDE,
  /** Configure the mandatory access control of Smack. */
  MAC_ADMIN,
  /** Read the kernel's log and addresses. */
  SYSLOG,
  /** Wake the host from sleep by a timer. */
  WAKE_ALARM,
  /** Keep the host from going to sleep. */
  BLOCK_SUSPEND,
  /** Read the kernel's audit log. Since Linux 3.16. */
  AUDIT_READ,
  /** Watch performance counters of the system. Since Linux 5.8. */
  PERFMON,
  /** Load BPF programs. Since Linux 5.8. */
  BPF,
  /** Save and restore processes. Since Linux 5.9. */
  CHECKPOINT_RESTORE;

  private static final Set<Capability> DEFAULTS =
      Set.copyOf(
          EnumSet.of(
              CHOWN,
              DAC_OVERRIDE,
              FOWNER,
              FSETID,
              KILL,
              NET_BIND_SERVICE,
              SETFCAP,
              SETGID,
              SETPCAP,
              SETUID,
              SYS_CHROOT));

  /**
   * Reads a name as people write it: {@code CAP_NET_ADMIN} or {@code net_admin}.
   *
   * @throws InvalidSpecException if there is no such capability
   */
  public static Capability parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    String bare = name.startsWith("CAP_") ? name.substring(4) : name;
    return Arrays.stream(values())
        .filter(capability -> capability.name().equals(bare))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSpecException(
                    "capability \"" + Text.printable(text) + "\"",
                    "write a name of capabilities(7), such as CAP_NET_ADMIN"));
  }

  /**
   * What root in a container has unless told otherwise: eleven capabilities, Docker's fourteen
   * without MKNOD, NET_RAW and AUDIT_WRITE.
   */
  public static Set<Capability> defaults() {
    return DEFAULTS;
  }

  /** The name with its prefix, such as {@code CAP_NET_ADMIN}. */
  @Override
  public String toString() {
    return "CAP_" + name();
  }
}
