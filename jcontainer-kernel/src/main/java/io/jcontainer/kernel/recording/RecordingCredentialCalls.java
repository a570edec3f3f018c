package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.CredentialCalls;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;

/** {@link CredentialCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingCredentialCalls extends Kernel {
  /** What root has. */
  CapabilitySets ALL = new CapabilitySets(-1, -1, 0);

  Recorder recorder();

  /** Root if nothing is scripted. */
  @Override
  default long effectiveUid() {
    return recorder().answer(recorder().credentials.effectiveUid(), Long.class, 0L);
  }

  @Override
  default long setFsUid(long uid) {
    return recorder().answer(recorder().credentials.setFsUid(uid), Long.class, 0L);
  }

  @Override
  default long setFsGid(long gid) {
    return recorder().answer(recorder().credentials.setFsGid(gid), Long.class, 0L);
  }

  @Override
  default void setThreadUmask(int mask) {
    recorder().did(recorder().credentials.setThreadUmask(mask));
  }

  @Override
  default void setMountNamespace(Descriptor namespace) {
    recorder().did(recorder().credentials.setMountNamespace(namespace));
  }

  @Override
  default void setWorkingDirectory(Descriptor directory) {
    recorder().did(recorder().credentials.setWorkingDirectory(directory));
  }

  @Override
  default void setRootToWorkingDirectory() {
    recorder().did(recorder().credentials.setRootToWorkingDirectory());
  }

  @Override
  default void confineThread(Descriptor directory, long rights) {
    recorder().did(recorder().credentials.confineThread(directory, rights));
  }

  /** All of them if nothing is scripted. */
  @Override
  default CapabilitySets capabilities() {
    return recorder().answer(recorder().credentials.capabilities(), CapabilitySets.class, ALL);
  }

  @Override
  default void setCapabilities(CapabilitySets sets) {
    recorder().did(recorder().credentials.setCapabilities(sets));
  }
}
