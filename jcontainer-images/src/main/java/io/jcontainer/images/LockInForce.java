package io.jcontainer.images;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.ImageLock;
import io.jcontainer.ImageLockException;
import io.jcontainer.LockMode;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.Index;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the lock of an engine says of its pulls. */
record LockInForce(Config config) {
  /**
   * The image that a name is held to; empty if it is held to none.
   *
   * @throws ImageLockException if the name may not be pulled
   */
  Optional<Digest> image(Reference reference, Platform platform) {
    if (config.imageLock().isEmpty() || reference.digest().isPresent()) {
      return Optional.empty();
    }
    ImageLock lock = config.imageLock().get();
    Optional<LockedImage> locked = lock.find(reference);
    if (locked.isEmpty() && config.lockMode() == LockMode.STRICT) {
      throw new ImageLockException(
          ImageLockException.Reason.NOT_LOCKED,
          "image "
              + reference
              + " is not in the image lock: add it (ImageLibrary.lock) and write"
              + " the lock, or allow what it does not name with LockMode.LENIENT",
          null);
    }
    return locked.map(image -> chosen(image, platform, reference));
  }

  private static Digest chosen(LockedImage locked, Platform platform, Reference reference) {
    return index(locked)
        .find(platform)
        .map(Descriptor::digest)
        .orElseThrow(
            () ->
                new ImageLockException(
                    ImageLockException.Reason.NOT_LOCKED,
                    "image "
                        + reference
                        + " is not in the image lock for "
                        + platform
                        + ", but for "
                        + locked.images().keySet()
                        + ": lock it again by its registry, which knows all platforms",
                    null));
  }

  private static Index index(LockedImage locked) {
    List<Descriptor> entries =
        locked.images().entrySet().stream()
            .map(
                entry ->
                    new Descriptor(
                        DocumentType.OCI_MANIFEST.mediaType(),
                        entry.getValue(),
                        0,
                        Optional.of(entry.getKey()),
                        Map.of()))
            .toList();
    return new Index(DocumentType.OCI_INDEX, entries, Map.of());
  }
}
