package io.jcontainer.spi;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageLibrary;

/** Fetches, keeps and unpacks images. Safe for use by many threads. */
public interface ImageService extends ContainerImages, AutoCloseable {
  /** Opens image services; found with {@link java.util.ServiceLoader}. */
  interface Factory {
    /** Opens the store under the configuration's root, creating it when it is not there. */
    ImageService open(Config config);
  }

  /** The images under the configuration's root. */
  ImageLibrary library();

  /** The host's own programs as an image. */
  Image host();

  /** Releases what the service holds. Idempotent. */
  @Override
  void close();
}
