package io.jcontainer.linux.security;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.Platform;

/**
 * A processor architecture as seccomp knows it: the number by which the kernel names it to a filter
 * ({@code AUDIT_ARCH_*} of {@code linux/audit.h}), and its table of system calls. Both are little
 * endian.
 */
public enum Arch {
  /** 64-bit x86. A call with bit 30 set in its number is one of the x32 interface. */
  X86_64(0xC000003E),
  /** 64-bit Arm. */
  AARCH64(0xC00000B7);

  private final int auditNumber;

  Arch(int auditNumber) {
    this.auditNumber = auditNumber;
  }

  /**
   * The architecture this JVM runs on.
   *
   * @throws HostUnsupportedException if it is neither of the two
   */
  public static Arch host() {
    String name = Platform.host().architecture();
    return switch (name) {
      case "amd64" -> X86_64;
      case "arm64" -> AARCH64;
      default ->
          throw new HostUnsupportedException(
              HostFeature.SECCOMP,
              "the numbers of " + name + "'s system calls are not known here",
              "run on amd64 or arm64");
    };
  }

  /** What {@code seccomp_data.arch} says of a native call. */
  int auditNumber() {
    return auditNumber;
  }

  /** Names and numbers of its system calls. */
  SyscallTable table() {
    return switch (this) {
      case X86_64 -> SyscallTable.X86_64;
      case AARCH64 -> SyscallTable.AARCH64;
    };
  }
}
