package io.jcontainer.linux.security;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.Capability;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.DataBuilder;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.util.Set;

/** The steps that take power away from the process, in the order in which it can still do them. */
public final class ConfinementSteps {
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final int CAPABILITY_VERSION_3 = 0x2008_0522;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int BPF_INSTRUCTION = 8;

  private final ProgramBuilder program;

  /** Steps for one program. */
  public ConfinementSteps(ProgramBuilder program) {
    this.program = program;
  }

  /**
   * Becomes the user and keeps the capabilities, root, or none, anybody else: inheritable and
   * ambient sets are empty, the bounding set is the one given.
   *
   * @param lastCapability of the kernel
   */
  public void become(UserIdentity user, Set<Capability> capabilities, int lastCapability) {
    CapabilityMask mask = CapabilityMask.of(capabilities);
    for (int dropped : mask.missing(lastCapability)) {
      program.step(
          "drop capability " + dropped + " from the bounding set",
          Sys.PRCTL,
          number(PR_CAPBSET_DROP),
          number(dropped));
    }
    DataBuilder list = program.struct("groups");
    user.groups().forEach(list::u32);
    Data groups = list.end();
    program.step(
        "set the groups of " + user.name(),
        Sys.SETGROUPS,
        number(user.groups().size()),
        groups.address());
    program.step(
        "take group id " + user.gid(),
        Sys.SETRESGID,
        number(user.gid()),
        number(user.gid()),
        number(user.gid()));
    program.step(
        "take user id " + user.uid(),
        Sys.SETRESUID,
        number(user.uid()),
        number(user.uid()),
        number(user.uid()));
    setCapabilities(user.uid() == 0 ? mask.bits() : 0);
    program.step(
        "hide memory and descriptors again", Sys.PRCTL, number(PR_SET_DUMPABLE), number(0));
  }

  private void setCapabilities(long effective) {
    Data header = program.struct("capability version").u32(CAPABILITY_VERSION_3).u32(0).end();
    long low = effective & 0xffff_ffffL;
    long high = effective >>> 32;
    Data sets =
        program.struct("capability sets").u32(low).u32(low).u32(0).u32(high).u32(high).u32(0).end();
    program.step("set the capabilities", Sys.CAPSET, header.address(), sets.address());
    program.step(
        "clear the ambient capabilities",
        Sys.PRCTL,
        number(PR_CAP_AMBIENT),
        number(PR_CAP_AMBIENT_CLEAR_ALL),
        number(0),
        number(0),
        number(0));
  }

  /** Gives up new privileges for good ({@code PR_SET_NO_NEW_PRIVS}, since Linux 3.5). */
  public void refuseNewPrivileges() {
    program.step(
        "refuse new privileges",
        Sys.PRCTL,
        number(PR_SET_NO_NEW_PRIVS),
        number(1),
        number(0),
        number(0),
        number(0));
  }

  /**
   * Attaches the system call filter.
   *
   * @param filter {@code struct sock_filter} after another
   */
  public void filterSystemCalls(byte[] filter) {
    Data instructions = program.bytes("seccomp filter", filter);
    Data header =
        program
            .struct("seccomp program")
            .u16(filter.length / BPF_INSTRUCTION)
            .zeros(6)
            .addressOf(instructions)
            .end();
    program.step(
        "filter system calls",
        Sys.SECCOMP,
        number(SECCOMP_SET_MODE_FILTER),
        number(0),
        header.address());
  }
}
