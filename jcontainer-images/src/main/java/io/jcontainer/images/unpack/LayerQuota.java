package io.jcontainer.images.unpack;

import io.jcontainer.ImageLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one layer may still cost, counted while it is unpacked. All that is in the archive counts as
 * bytes, headers and padding too, so that an archive of nothing but them ends as well.
 */
final class LayerQuota {
  private final ImageLimits limits;
  private final AtomicLong imageBytes;
  private final LayerBlob blob;
  private long bytes;
  private long entries;

  /**
   * A fresh layer.
   *
   * @param imageBytes what all layers of the image have used so far, shared by them
   */
  LayerQuota(ImageLimits limits, AtomicLong imageBytes, LayerBlob blob) {
    this.limits = limits;
    this.imageBytes = imageBytes;
    this.blob = blob;
  }

  /** Takes bytes off the quota. */
  void addBytes(long count) {
    bytes += count;
    if (bytes > limits.layerSize().bytes()) {
      throw blob.invalid("it unpacks to more than " + limits.layerSize(), null);
    }
    if (imageBytes.addAndGet(count) > limits.imageSize().bytes()) {
      throw blob.invalid("with it the image unpacks to more than " + limits.imageSize(), null);
    }
  }

  /** Takes an entry off the quota. */
  void addEntry() {
    entries++;
    if (entries > limits.entriesPerLayer()) {
      throw blob.invalid("it has more than " + limits.entriesPerLayer() + " entries", null);
    }
  }

  /** Bytes of the archive so far. */
  long bytes() {
    return bytes;
  }

  /** Entries so far. */
  long entries() {
    return entries;
  }
}
