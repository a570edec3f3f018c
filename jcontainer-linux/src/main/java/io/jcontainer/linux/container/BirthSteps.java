package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.Ulimit;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.util.List;

/**
 * The steps of a helper around a birth: it becomes what the process to be born shall inherit, makes
 * it as a sibling of itself, and tells the JVM which it is.
 */
final class BirthSteps {
  /** What the helper sends back: the new process's id, with its descriptor. */
  static final int MESSAGE = Long.BYTES;

  private static final long CLONE_PIDFD = 0x1000;
  private static final long CLONE_PARENT = 0x8000;
  private static final long CLONE_INTO_CGROUP = 0x2_0000_0000L;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;

  private final ProgramBuilder program;

  BirthSteps(ProgramBuilder program) {
    this.program = program;
  }

  /**
   * Writing 0 to a v1 tasks file moves the writing thread alone, which takes no global lock and so
   * waits for no RCU grace period, as writing a process id would.
   */
  void joinControlGroups(List<Integer> files) {
    Data self = program.bytes("self", new byte[] {'0'});
    for (int file : files) {
      program.step(
          "join the control group of descriptor " + file,
          Sys.WRITE,
          number(file),
          self.address(),
          number(self.size()));
    }
  }

  void limit(Ulimit ulimit) {
    String name = ulimit.resource().name();
    Data limit = program.struct("ulimit " + name).u64(ulimit.soft()).u64(ulimit.hard()).end();
    program.step(
        "set ulimit " + name + " to " + ulimit.soft() + ":" + ulimit.hard(),
        Sys.PRLIMIT64,
        number(0),
        number(ulimit.resource().number()),
        limit.address(),
        number(0));
  }

  void leaveKeyring() {
    program.step(
        "leave the host's session keyring",
        Sys.KEYCTL,
        number(KEYCTL_JOIN_SESSION_KEYRING),
        number(0));
  }

  /**
   * Makes the process, which goes on at the label.
   *
   * @param what for people
   * @param namespaces CLONE_NEW flags
   * @param cloneInto number of the v2 control group, or -1
   * @return its process id, as the helper sees it
   */
  Cell giveBirth(String what, long namespaces, int cloneInto, Label child) {
    boolean v2 = cloneInto >= 0;
    Data rights =
        program.struct("descriptor message").u64(20).u32(SOL_SOCKET).u32(SCM_RIGHTS).u64(0).end();
    Data cloneArgs =
        program
            .struct("clone arguments")
            .u64(namespaces | CLONE_PIDFD | CLONE_PARENT | (v2 ? CLONE_INTO_CGROUP : 0))
            .addressOf(rights, 16) // pidfd
            .zeros(8 * 8) // from child_tid to set_tid_size
            .u64(v2 ? cloneInto : 0)
            .end();
    Cell pid = program.cell("process id");
    program
        .step(what, Sys.CLONE3, cloneArgs.address(), number(cloneArgs.size()))
        .into(pid)
        .onZero(child);
    Data vector = program.struct("birth message").addressOf(pid.data()).u64(MESSAGE).end();
    Data message =
        program
            .struct("message header")
            .u64(0)
            .u64(0)
            .addressOf(vector)
            .u64(1)
            .addressOf(rights)
            .u64(rights.size())
            .u64(0)
            .end();
    program.step(
        "tell the process id",
        Sys.SENDMSG,
        number(Helper.CONTROL),
        message.address(),
        number(MSG_NOSIGNAL));
    return pid;
  }
}
