package io.jcontainer.kernel;

/** The kernel of this machine, had it no Landlock: to see what confining a thread costs. */
public final class UnconfiningKernel
    implements LinuxFileCalls,
        LinuxTreeCalls,
        LinuxXattrCalls,
        LinuxMountCalls,
        LinuxProcessCalls,
        LinuxSocketCalls,
        LinuxEventCalls,
        LinuxCredentialCalls {
  private final Kernel real = new LinuxKernel();

  @Override
  public int landlockVersion() {
    return 0;
  }

  @Override
  public void close(int number) {
    real.close(number);
  }
}
