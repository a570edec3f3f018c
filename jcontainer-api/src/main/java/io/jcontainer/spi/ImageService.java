package io.jcontainer.spi;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageException;
import io.jcontainer.ImageLibrary;

/** Fetches, keeps and unpacks images. Safe for use by many threads. */
public interface ImageService extends AutoCloseable {
  /** Opens image services; found with {@link java.util.ServiceLoader}. */
  interface Factory {
    /** Opens the store under the configuration's root, creating it when it is not there. */
    ImageService open(Config config);
  }

  /** The images under the configuration's root. */
  ImageLibrary library();

  /** The host's own programs as an image. */
  Image host();

  /**
   * The file tree of an image, leased until closed: nothing of it is removed before that, not even
   * by another JVM.
   *
   * @throws ImageException if the store no longer has the image
   */
  RootFilesystem rootFilesystem(Image image);

  /** Releases what the service holds. Idempotent. */
  @Override
  void close();
}
