package io.jcontainer;

/**
 * Bounds on what an image may cost, so that a hostile one ends in an error and not in a full disk.
 *
 * @param layerSize the most that one layer may unpack to
 * @param imageSize the most that all layers together may unpack to
 * @param entriesPerLayer the most files, directories and links in one layer
 * @param layers the most layers in one image
 */
public record ImageLimits(
    ByteSize layerSize, ByteSize imageSize, long entriesPerLayer, int layers) {
  /** 64 GiB a layer, 128 GiB an image, 5 million entries a layer, 500 layers. */
  public static ImageLimits defaults() {
    return new ImageLimits(ByteSize.ofGiB(64), ByteSize.ofGiB(128), 5_000_000, 500);
  }
}
