package io.jcontainer.linux.volume;

import io.jcontainer.Volume;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import java.nio.file.Path;

/** The use of a volume by one container: nobody removes it before this is closed. */
public final class VolumeLease implements AutoCloseable {
  private final LinuxVolumes volumes;
  private final Volume volume;
  private final VolumeLocks locks;
  private final Fd lock;

  VolumeLease(LinuxVolumes volumes, Volume volume, VolumeLocks locks, Fd lock) {
    this.volumes = volumes;
    this.volume = volume;
    this.locks = locks;
    this.lock = lock;
  }

  /** Which volume. */
  public Volume volume() {
    return volume;
  }

  /** The directory on the host that containers see. */
  public Path data() {
    return volumes.data(volume.name());
  }

  /** The lock that is the use: whoever has this descriptor, too, uses the volume on. */
  public Descriptor lock() {
    return lock;
  }

  /** Ends the use here; whoever has the descriptor, too, goes on. The volume stays. Idempotent. */
  public void release() {
    lock.close();
  }

  /**
   * Ends the use, also of those who have the descriptor; an anonymous volume goes if nobody else
   * uses it. Idempotent.
   */
  @Override
  public void close() {
    if (!lock.isClosed()) {
      locks.giveBack(lock);
      if (volume.temporary()) {
        volumes.removeUnused(volume.name());
      }
    }
  }
}
