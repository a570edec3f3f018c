package io.jcontainer.linux.container;

import io.jcontainer.Signal;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;

/**
 * A process that a helper made for the JVM, or for a keeper.
 *
 * @param pid as the host sees it
 * @param pidfd owned
 */
record Birth(int pid, Fd pidfd) {
  /** Kills it, waits for its end and lets go of it. The end of a keeper's child is the keeper's. */
  void end(Kernel kernel) {
    try (pidfd) {
      kernel.pidfdSendSignal(pidfd, Signal.KILL.number());
      kernel.waitPidfd(pidfd, 0);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.ECHILD) && !e.errno().equals(Errno.ESRCH)) {
        throw e;
      }
    }
  }
}
