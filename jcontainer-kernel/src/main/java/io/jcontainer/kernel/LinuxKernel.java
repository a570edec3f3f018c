package io.jcontainer.kernel;

import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.NativeAccess;

/**
 * The kernel of this machine.
 *
 * <p>It has no state: one is as good as another. Each topic is an interface of its own, whose
 * default methods make the calls.
 */
public final class LinuxKernel
    implements LinuxFileCalls,
        LinuxTreeCalls,
        LinuxXattrCalls,
        LinuxMountCalls,
        LinuxProcessCalls,
        LinuxSocketCalls,
        LinuxEventCalls,
        LinuxCredentialCalls {
  /**
   * The kernel of this machine.
   *
   * @throws HostUnsupportedException if the JVM may not call native code, or this is not Linux on
   *     x86-64 or aarch64
   */
  public LinuxKernel() {
    NativeAccess.require();
    Architecture.host();
  }

  @Override
  public void close(int number) {
    try (Frame frame = Frame.open()) {
      // not restarted: the number is free even after EINTR (close(2))
      frame.syscall(SyscallNumber.CLOSE.here(), number, 0, 0, 0, 0, 0);
    }
  }
}
