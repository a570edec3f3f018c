package io.jcontainer.linux.container;

import io.jcontainer.Signal;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;

/**
 * A process that a helper made for the JVM.
 *
 * @param pid as the host sees it
 * @param pidfd owned
 */
record Birth(int pid, Fd pidfd) {
  /** Kills it, waits for its end and lets go of it. */
  void end(Kernel kernel) {
    try (pidfd) {
      kernel.pidfdSendSignal(pidfd, Signal.KILL.number());
      kernel.waitPidfd(pidfd, 0);
    }
  }
}
