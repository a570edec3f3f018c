package io.jcontainer.images.store;

import java.nio.file.Path;
import java.util.List;

/**
 * An image in use: nothing of it is removed until this is closed, not even by another process. The
 * kernel ends it with the process.
 */
public final class Lease implements AutoCloseable {
  private final ImageRecord image;
  private final List<Path> layers;
  private final Path lockFile;
  private final LockFile lock;
  private final Runnable whenEnded;

  Lease(ImageRecord image, List<Path> layers, Path lockFile, LockFile lock, Runnable whenEnded) {
    this.image = image;
    this.layers = List.copyOf(layers);
    this.lockFile = lockFile;
    this.lock = lock;
    this.whenEnded = whenEnded;
  }

  /** What is in use. */
  public ImageRecord image() {
    return image;
  }

  /** The directories of its layers, uppermost first. */
  public List<Path> layers() {
    return layers;
  }

  /** The file of which a shared {@code flock(2)} is such a use, too. */
  public Path lockFile() {
    return lockFile;
  }

  /** Ends the use. Idempotent. */
  @Override
  public void close() {
    lock.close();
    whenEnded.run();
  }
}
