package io.jcontainer.images;

import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.Addition;
import io.jcontainer.images.store.ImageStore;

/**
 * Fetches the layers of one image and keeps them as they come, where that is wanted. Safe for use
 * by many threads.
 *
 * @param source where they come from
 * @param keeping which are kept
 */
record LayerFetch(ImageSource source, ImageStore store, Addition addition, ArchiveKeeping keeping) {

  /** A layer that is to be unpacked; it has to be read to its end. */
  VerifiedStream open(Descriptor layer) {
    boolean keep =
        keeping.always().test(layer.digest()) || (keeping.fetched() && !store.hasArchive(layer));
    VerifiedStream stream = source.blob(layer);
    try {
      if (keep) {
        stream.copyTo(addition.archive(layer.digest()));
      }
      return stream;
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  /** Whether a layer that need not be unpacked is wanted nevertheless. */
  boolean isWanted(Descriptor layer) {
    return keeping.always().test(layer.digest()) && !store.hasArchive(layer);
  }

  /** Fetches such a layer. */
  void keep(Descriptor layer) {
    try (VerifiedStream stream = open(layer)) {
      stream.finish();
    }
  }
}
