package io.jcontainer.linux.security;

import java.util.Map;

/**
 * Arguments of which the kernel takes the low 32 bits alone, of the calls that profiles test: as
 * their definitions in the kernel ({@code SYSCALL_DEFINE}) declare them int or unsigned int, or cut
 * them, as {@code clone(2)} does with its flags.
 */
final class IntArguments {
  /** Bit <i>n</i> stands for argument <i>n</i>. */
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("bpf", 0b1),
          Map.entry("chmod", 0b10),
          Map.entry("clone", 0b1),
          Map.entry("fchmod", 0b11),
          Map.entry("fchmodat", 0b101),
          Map.entry("fcntl", 0b11),
          Map.entry("futex", 0b110),
          Map.entry("getsockopt", 0b111),
          Map.entry("ioctl", 0b11),
          Map.entry("keyctl", 0b1),
          Map.entry("kill", 0b11),
          Map.entry("madvise", 0b100),
          Map.entry("memfd_create", 0b10),
          Map.entry("mknod", 0b110),
          Map.entry("mknodat", 0b1101),
          Map.entry("msgctl", 0b11),
          Map.entry("open", 0b110),
          Map.entry("openat", 0b1101),
          Map.entry("personality", 0b1),
          Map.entry("prctl", 0b1),
          Map.entry("prlimit64", 0b11),
          Map.entry("quotactl", 0b1),
          Map.entry("reboot", 0b111),
          Map.entry("sched_setscheduler", 0b11),
          Map.entry("seccomp", 0b11),
          Map.entry("semctl", 0b111),
          Map.entry("setns", 0b11),
          Map.entry("setpriority", 0b111),
          Map.entry("setsockopt", 0b111),
          Map.entry("shmctl", 0b11),
          Map.entry("socket", 0b111),
          Map.entry("socketpair", 0b111),
          Map.entry("syslog", 0b101),
          Map.entry("tgkill", 0b111),
          Map.entry("umount2", 0b10),
          Map.entry("userfaultfd", 0b1));

  private IntArguments() {}

  /** Whether that argument of the call has 32 bits. */
  static boolean has(String syscall, int index) {
    return (BITS.getOrDefault(syscall, 0) >> index & 1) == 1;
  }
}
