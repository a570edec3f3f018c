package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.WaitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A host that refuses system calls, as a runtime's filter around the JVM would. */
@ExtendWith(LauncherExtension.class)
class SeccompStepsTest {
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SIGILL = 4;
  private static final long SECCOMP_RET_ERRNO = 0x0005_0000L;
  private static final long SECCOMP_RET_ALLOW = 0x7fff_0000L;

  @Test
  void aMissingSystemCallSaysWhatIsMissing(Launcher launcher) {
    ProgramBuilder program = Run.program("look");
    refuse(program, Sys.GETPPID, Errno.ENOSYS);
    program.step("look for the parent", Sys.GETPPID);
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.fault().sentence())
          .isEqualTo(
              "cannot look for the parent: ENOSYS (function not implemented):"
                  + " the kernel, or a seccomp filter around this JVM, has no getppid");
    }
  }

  @Test
  void aHelperThatMayNotExitTrapsAndNeverSpins(Launcher launcher) {
    ProgramBuilder program = Run.program("stay");
    refuse(program, Sys.EXIT_GROUP, Errno.EPERM);
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.helper.awaitExit()).isEqualTo(new WaitStatus(run.helper.pid(), true, SIGILL));
    }
  }

  /** Adds steps after which the call fails so. */
  private static void refuse(ProgramBuilder program, Sys call, Errno errno) {
    Data filter =
        program
            .struct("filter")
            .u16(0x20) // load the number
            .u16(0)
            .u32(0)
            .u16(0x15) // if it is the call
            .u8(0)
            .u8(1)
            .u32(call.number(Architecture.host()))
            .u16(0x06) // return
            .u16(0)
            .u32(SECCOMP_RET_ERRNO | errno.number())
            .u16(0x06)
            .u16(0)
            .u32(SECCOMP_RET_ALLOW)
            .end();
    Data header = program.struct("program").u16(4).zeros(6).addressOf(filter).end();
    program.step("refuse new privileges", Sys.PRCTL, number(PR_SET_NO_NEW_PRIVS), number(1));
    program.step(
        "filter", Sys.SECCOMP, number(SECCOMP_SET_MODE_FILTER), number(0), header.address());
  }
}
