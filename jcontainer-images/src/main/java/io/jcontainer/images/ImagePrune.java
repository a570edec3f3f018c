package io.jcontainer.images;

import io.jcontainer.Image;
import io.jcontainer.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Removes images that nobody uses. */
record ImagePrune(StoreContext context) {

  List<Image> prune(List<Image> images, Predicate<Image> wanted) {
    List<Image> removed = new ArrayList<>();
    for (Image image : images) {
      Reference name = image.reference();
      if (name != null
          && wanted.test(image)
          && !context.store().isInUse(image.digest())
          && context.store().forgetImages(name)) {
        removed.add(image);
      }
    }
    return removed;
  }
}
