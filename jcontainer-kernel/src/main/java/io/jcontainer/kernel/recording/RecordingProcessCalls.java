package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.ProcessCalls;
import io.jcontainer.kernel.Wait;
import io.jcontainer.kernel.WaitStatus;
import org.jspecify.annotations.Nullable;

/** {@link ProcessCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingProcessCalls extends Kernel {
  /** What no limit is called. */
  long UNLIMITED = -1;

  Recorder recorder();

  /** Processes are numbered from 1000. */
  @Override
  default int spawn(Descriptor executable, Descriptor control, int controlNumber) {
    String call = recorder().processes.spawn(executable, control, controlNumber);
    int pid = recorder().process();
    return recorder().answer(call, Integer.class, pid);
  }

  @Override
  default Fd pidfdOpen(int pid) {
    return recorder().opened(recorder().processes.pidfdOpen(pid), "pidfd of " + pid);
  }

  @Override
  default void pidfdSendSignal(Descriptor pidfd, int signal) {
    recorder().did(recorder().processes.pidfdSendSignal(pidfd, signal));
  }

  /** Still running if the call does not wait; otherwise a script has to say how it ended. */
  @Override
  default @Nullable WaitStatus waitPidfd(Descriptor pidfd, int options) {
    return waited(recorder().processes.waitPidfd(pidfd, options), options);
  }

  @Override
  default @Nullable WaitStatus waitPid(int pid, int options) {
    return waited(recorder().processes.waitPid(pid, options), options);
  }

  private @Nullable WaitStatus waited(String call, int options) {
    if ((options & Wait.NOHANG) == 0) {
      return recorder().answer(call, WaitStatus.class);
    }
    WaitStatus running = new WaitStatus(0, false, 0);
    WaitStatus status = recorder().answer(call, WaitStatus.class, running);
    return status.equals(running) ? null : status;
  }

  @Override
  default long[] getrlimit(int resource) {
    String call = recorder().processes.getrlimit(resource);
    return recorder().answer(call, long[].class, new long[] {UNLIMITED, UNLIMITED});
  }

  @Override
  default String kernelRelease() {
    return recorder().answer(recorder().processes.kernelRelease(), String.class, "6.18.0");
  }

  @Override
  default boolean seccompActionAvailable(int action) {
    String call = recorder().processes.seccompActionAvailable(action);
    return recorder().answer(call, Boolean.class, true);
  }

  @Override
  default int landlockVersion() {
    return recorder().answer(recorder().processes.landlockVersion(), Integer.class, 7);
  }
}
