package io.jcontainer.linux.container;

import io.jcontainer.Image;
import io.jcontainer.Mount;
import io.jcontainer.Volume;
import io.jcontainer.VolumeException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.linux.rootfs.Origins;
import io.jcontainer.linux.volume.VolumeLease;
import io.jcontainer.spi.RootFilesystem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The volumes that one container has in use, with the images that it needs. Guarded by its {@link
 * RootAccess}.
 */
final class ContainerVolumes implements Origins, AutoCloseable {
  private final Engine engine;
  private final ImageLeases images;
  private final Map<String, VolumeLease> leases = new LinkedHashMap<>();

  ContainerVolumes(Engine engine, ImageLeases images) {
    this.engine = engine;
    this.images = images;
  }

  /** Takes the volumes of the mounts into use, and fills those that are new. Idempotent. */
  void use(List<Mount> mounts) {
    for (Mount mount : mounts) {
      if (mount instanceof Mount.Stored stored && !leases.containsKey(stored.volume().name())) {
        VolumeLease lease = engine.volumes().use(stored.volume());
        leases.put(stored.volume().name(), lease);
        engine.volumeFill().fill(lease, stored.target(), this::openImage);
      }
    }
  }

  private Fd openImage() {
    return engine.mapped().call(() -> engine.rootfs().image(images.root()));
  }

  @Override
  public RootFilesystem root() {
    return images.root();
  }

  @Override
  public RootFilesystem image(Image image) {
    return images.of(image);
  }

  @Override
  public Path volume(Volume volume) {
    VolumeLease lease = leases.get(volume.name());
    if (lease == null) {
      throw new VolumeException(
          volume.name(), "volume " + volume.name() + " is not in use by this container", null);
    }
    return lease.data();
  }

  /** The locks that keep them, for somebody who shall keep them, too. */
  List<Descriptor> locks() {
    return leases.values().stream().map(VolumeLease::lock).toList();
  }

  /** Ends the use of all, the anonymous ones stay for others. Idempotent. */
  void keep() {
    leases.values().forEach(VolumeLease::release);
    leases.clear();
  }

  /** Ends the use of all. Idempotent. */
  @Override
  public void close() {
    leases.values().forEach(VolumeLease::close);
    leases.clear();
  }
}
