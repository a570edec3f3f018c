package io.jcontainer.spi;

import io.jcontainer.ImageLock;
import io.jcontainer.ImageLockException;

/** The document form of image locks; found with {@link java.util.ServiceLoader}. */
public interface ImageLockFormat {
  /**
   * Reads a document.
   *
   * @param file what it is called, for messages
   * @throws ImageLockException if it is no lock, naming the place
   */
  ImageLock read(byte[] document, String file);

  /** The document of a lock, for people too: the same lock is always the same bytes. */
  byte[] write(ImageLock lock);
}
