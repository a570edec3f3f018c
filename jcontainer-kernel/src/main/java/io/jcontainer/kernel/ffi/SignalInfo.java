package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** {@code siginfo_t} as {@code waitid(2)} fills it for SIGCHLD. */
public final class SignalInfo extends Struct {
  /** CLD_EXITED: the child called {@code _exit}. */
  public static final int EXITED = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("si_signo"),
              JAVA_INT.withName("si_errno"),
              JAVA_INT.withName("si_code"),
              MemoryLayout.paddingLayout(4),
              JAVA_INT.withName("si_pid"),
              JAVA_INT.withName("si_uid"),
              JAVA_INT.withName("si_status"),
              MemoryLayout.paddingLayout(100))
          .withName("siginfo_t");

  private static final long CODE = offset(LAYOUT, "si_code");
  private static final long PID = offset(LAYOUT, "si_pid");
  private static final long STATUS = offset(LAYOUT, "si_status");

  /** Room for one. */
  public SignalInfo(Frame frame) {
    super(frame.allocate(LAYOUT.byteSize()));
  }

  /** CLD_EXITED, CLD_KILLED or CLD_DUMPED. */
  public int code() {
    return memory.get(JAVA_INT, CODE);
  }

  /** The child; 0 if none has changed. */
  public int pid() {
    return memory.get(JAVA_INT, PID);
  }

  /** Its exit code or the signal. */
  public int status() {
    return memory.get(JAVA_INT, STATUS);
  }
}
