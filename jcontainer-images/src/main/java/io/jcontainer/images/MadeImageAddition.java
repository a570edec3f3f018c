package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.util.List;

/**
 * Puts an image that was made here into the store, with its names.
 *
 * @param platform that it is for
 */
record MadeImageAddition(StoreContext context, Platform platform) {

  /**
   * The image by the first of its names, or by none.
   *
   * @param names that it gets
   */
  Image add(MadeImage made, FetchedDocument manifest, List<Reference> names) {
    Digest digest = manifest.digest();
    Reference first = names.isEmpty() ? StoreContext.unnamed(digest) : names.getFirst();
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                made,
                ArchiveKeeping.of(made.layerDigests()))
            .add(new NameRecord(first, platform, digest), manifest);
    names.stream()
        .skip(1)
        .forEach(name -> context.store().name(new NameRecord(name, platform, digest)));
    context.store().collect();
    return context.image(first, image);
  }
}
