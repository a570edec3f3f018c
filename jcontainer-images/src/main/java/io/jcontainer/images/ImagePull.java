package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.TransferListener;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ListeningSource;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Index;
import io.jcontainer.images.registry.RegistrySource;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.NameRecord;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches an image from a registry into the store. */
record ImagePull(StoreContext context, TransferListener progress) {
  private static final Logger LOG = LoggerFactory.getLogger(ImagePull.class);

  /**
   * Asks the registry what the reference names now, and fetches what is missing of it.
   *
   * @param locked the digest of what it has to be; then the registry is asked for that instead
   */
  ImageRecord pull(Reference reference, Platform platform, Optional<Digest> locked) {
    Reference wanted = locked.map(reference::withDigest).orElse(reference);
    SignatureCheck signatures = context.signatures(wanted);
    signatures.requirePossible();
    RegistrySource source = context.registry(reference.registry()).source(wanted);
    FetchedDocument fetched = source.document();
    SignatureCheck.Search search = signatures.search(source, fetched.digest());
    Optional<Descriptor> entry =
        fetched.document() instanceof Index index
            ? Optional.of(index.choose(platform, reference))
            : Optional.empty();
    Digest image = entry.map(Descriptor::digest).orElse(fetched.digest());
    search.orOf(image);
    if (locked.isPresent()) {
      search.orOf(() -> indexInLock(reference, image));
    }
    search.require();
    NameRecord name = new NameRecord(reference, platform, image);
    return unchanged(name)
        .orElseGet(() -> add(name, source, entry.map(source::document).orElse(fetched)));
  }

  /**
   * The index that the lock says the image is of, if it is: its signature is good for all in it.
   */
  private Optional<Digest> indexInLock(Reference reference, Digest image) {
    return context
        .config()
        .imageLock()
        .flatMap(lock -> lock.find(reference))
        .map(LockedImage::digest)
        .filter(digest -> !digest.equals(image))
        .filter(digest -> isIn(reference.withDigest(digest), image));
  }

  private boolean isIn(Reference index, Digest image) {
    return context.registry(index.registry()).source(index).document().document()
            instanceof Index known
        && known.manifests().stream().anyMatch(entry -> entry.digest().equals(image));
  }

  /**
   * The image if the name is its own already: there is nothing to do, and nothing to clean up. One
   * whose configuration is damaged is fetched anew.
   */
  private Optional<ImageRecord> unchanged(NameRecord name) {
    ImageStore store = context.store();
    try {
      Optional<ImageRecord> image =
          store
              .find(name.reference(), name.platform())
              .filter(found -> found.digest().equals(name.image()))
              .filter(store::isComplete);
      image.ifPresent(found -> store.document(found, found.blobs().getFirst()));
      return image;
    } catch (ImageStoreException e) {
      if (store.hasRecord(name.image())) {
        LOG.warn("what is there of {} cannot be used: {}", name.reference(), e.getMessage());
      } // otherwise somebody has just removed it
      return Optional.empty();
    }
  }

  private ImageRecord add(NameRecord name, RegistrySource source, FetchedDocument manifest) {
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                new ListeningSource(source, progress),
                context.config().layerArchives() ? ArchiveKeeping.FETCHED : ArchiveKeeping.NONE)
            .add(name, manifest);
    context.store().collect();
    return image;
  }
}
