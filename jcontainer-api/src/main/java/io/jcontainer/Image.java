package io.jcontainer;

import org.jspecify.annotations.Nullable;

/**
 * An image in the local store: a read-only value. Its bytes were checked against its digest before
 * it came to be.
 *
 * @param reference the name it was asked for by; null for an image without one
 * @param digest of its manifest (for {@link Images#host()}, of the list of what it shows)
 * @param platform what it was built for
 * @param config how its author wants it run
 * @param size of its layers as stored in the registry
 */
public record Image(
    @Nullable Reference reference,
    Digest digest,
    Platform platform,
    ImageConfig config,
    ByteSize size) {

  /** The reference, or the digest of an image that has none. */
  public String name() {
    return reference == null ? digest.toString() : reference.toString();
  }

  @Override
  public String toString() {
    return name();
  }
}
