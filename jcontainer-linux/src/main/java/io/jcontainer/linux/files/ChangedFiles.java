package io.jcontainer.linux.files;

import io.jcontainer.kernel.Fd;

/**
 * What a difference is made of.
 *
 * @param upper the writable directory of the overlay, owned
 * @param image the image's layers without it, owned
 */
public record ChangedFiles(Fd upper, Fd image) implements AutoCloseable {
  @Override
  public void close() {
    upper.close();
    image.close();
  }
}
