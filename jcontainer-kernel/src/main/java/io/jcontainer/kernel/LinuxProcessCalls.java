package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.RlimitPair;
import io.jcontainer.kernel.ffi.SignalInfo;
import io.jcontainer.kernel.ffi.Utsname;
import org.jspecify.annotations.Nullable;

/** {@link ProcessCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxProcessCalls extends Kernel {
  int P_PID = 1;
  int P_PIDFD = 3;
  int LANDLOCK_CREATE_RULESET_VERSION = 1;
  int SECCOMP_GET_ACTION_AVAIL = 2;
  int THIS_PROCESS = 0;

  ProcessWording WORDS = new ProcessWording(new Wording());

  @Override
  default int spawn(Descriptor executable, Descriptor control, int controlNumber) {
    int file = executable.number();
    int inherited = control.number();
    try (Frame frame = Frame.open()) {
      long pid = Spawn.spawn(frame, file, inherited, controlNumber);
      return (int) check(pid, () -> WORDS.spawn(executable, control, controlNumber));
    }
  }

  @Override
  default Fd pidfdOpen(int pid) {
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.PIDFD_OPEN, pid);
      check(fd, () -> WORDS.pidfdOpen(pid));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default void pidfdSendSignal(Descriptor pidfd, int signal) {
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.PIDFD_SEND_SIGNAL, pidfd.number(), signal),
          () -> WORDS.pidfdSendSignal(pidfd, signal));
    }
  }

  @Override
  default @Nullable WaitStatus waitPidfd(Descriptor pidfd, int options) {
    try (Frame frame = Frame.open()) {
      SignalInfo info = new SignalInfo(frame);
      check(
          waitid(frame, P_PIDFD, pidfd.number(), info, options),
          () -> WORDS.waitPidfd(pidfd, options));
      return status(info);
    }
  }

  @Override
  default @Nullable WaitStatus waitPid(int pid, int options) {
    try (Frame frame = Frame.open()) {
      SignalInfo info = new SignalInfo(frame);
      check(waitid(frame, P_PID, pid, info, options), () -> WORDS.waitPid(pid, options));
      return status(info);
    }
  }

  private static long waitid(Frame frame, int kind, int id, SignalInfo info, int options) {
    return call(frame, SyscallNumber.WAITID, kind, id, info.address(), options | Wait.EXITED);
  }

  private static @Nullable WaitStatus status(SignalInfo info) {
    if (info.pid() == 0) {
      return null;
    }
    return new WaitStatus(info.pid(), info.code() != SignalInfo.EXITED, info.status());
  }

  @Override
  default long[] getrlimit(int resource) {
    try (Frame frame = Frame.open()) {
      RlimitPair limit = new RlimitPair(frame);
      check(
          call(frame, SyscallNumber.PRLIMIT64, THIS_PROCESS, resource, 0, limit.address()),
          () -> WORDS.getrlimit(resource));
      return new long[] {limit.soft(), limit.hard()};
    }
  }

  @Override
  default String kernelRelease() {
    try (Frame frame = Frame.open()) {
      Utsname name = new Utsname(frame);
      check(call(frame, SyscallNumber.UNAME, name.address()), WORDS::kernelRelease);
      return name.release();
    }
  }

  @Override
  default boolean seccompActionAvailable(int action) {
    try (Frame frame = Frame.open()) {
      Buffer value = frame.buffer(Integer.BYTES);
      value.setInt(0, action);
      long result =
          call(frame, SyscallNumber.SECCOMP, SECCOMP_GET_ACTION_AVAIL, 0, value.address());
      if (result == -Errno.EOPNOTSUPP.number()
          || result == -Errno.EINVAL.number()
          || result == -Errno.ENOSYS.number()) {
        return false;
      }
      check(result, () -> WORDS.seccompActionAvailable(action));
      return true;
    }
  }

  @Override
  default int landlockVersion() {
    try (Frame frame = Frame.open()) {
      long version =
          call(frame, SyscallNumber.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
      if (version == -Errno.ENOSYS.number()
          || version == -Errno.EOPNOTSUPP.number()
          || version == -Errno.EPERM.number()) {
        return 0;
      }
      return (int) check(version, WORDS::landlockVersion);
    }
  }
}
