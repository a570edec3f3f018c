package io.jcontainer.images.unpack;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.model.Compression;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of a layer before its bytes are seen.
 *
 * @param digest of the bytes as they are stored in the registry
 * @param size of those bytes
 * @param compression of the archive
 * @param diffId digest of the archive itself
 */
public record LayerBlob(Digest digest, long size, Compression compression, Digest diffId) {
  /** How messages name it. */
  public String part() {
    return "layer " + digest;
  }

  /** An error that says that the layer is not what it claims to be. */
  InvalidImageException invalid(String why, @Nullable Throwable cause) {
    return new InvalidImageException(part(), why, cause);
  }
}
