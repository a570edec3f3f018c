package io.jcontainer.linux.rootfs;

import io.jcontainer.Image;
import io.jcontainer.Volume;
import io.jcontainer.spi.RootFilesystem;
import java.nio.file.Path;

/** What a container's file system is made from. Somebody else sees to it that it stays. */
public interface Origins {
  /** The layers of the container's own image. */
  RootFilesystem root();

  /** The layers of an image that it mounts. */
  RootFilesystem image(Image image);

  /** The directory of a volume on the host. */
  Path volume(Volume volume);
}
