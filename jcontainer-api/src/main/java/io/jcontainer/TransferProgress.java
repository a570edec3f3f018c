package io.jcontainer;

/**
 * How far the transfer of one part of an image is.
 *
 * @param part a configuration or a layer, as it is in the registry
 * @param transferred how many bytes of it
 * @param size how many bytes it has
 */
public record TransferProgress(Digest part, long transferred, long size) {
  /** Whether all of it was transferred. */
  public boolean complete() {
    return transferred == size;
  }
}
