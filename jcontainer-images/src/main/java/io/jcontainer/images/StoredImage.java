package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.host.HostImage;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.Lease;
import io.jcontainer.images.store.NameRecord;
import java.io.ByteArrayInputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image of the store as it came, for others to have; in use until closed. Layers that the store
 * does not have as they came are fetched again from where one of the image's names says it is.
 */
final class StoredImage implements ImageSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredImage.class);

  private final StoreContext context;
  private final Lease lease;

  private StoredImage(StoreContext context, Lease lease) {
    this.context = context;
    this.lease = lease;
  }

  /**
   * Begins to use an image.
   *
   * @throws ImageStoreException if the store no longer has it
   * @throws InvalidSpecException if it shows directories of this host, and is none for others
   */
  static StoredImage open(StoreContext context, Digest digest) {
    Lease lease = context.store().lease(digest);
    ImageRecord image = lease.image();
    if (!image.trees().isEmpty()) {
      lease.close();
      throw new InvalidSpecException(
          HostImage.isHost(image)
              ? "the image of this host"
              : "the image of " + image.trees().getFirst().host(),
          "it shows directories of this host and is of no use elsewhere: take another image");
    }
    return new StoredImage(context, lease);
  }

  ImageRecord image() {
    return lease.image();
  }

  /** The manifest as it came. */
  FetchedDocument manifest() {
    ImageRecord image = lease.image();
    return new FetchedDocument(
        image.digest(),
        context.store().document(image.digest()),
        Optional.of(image.type()),
        "manifest " + image.digest());
  }

  @Override
  public String name() {
    return "the store";
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    if (lease.image().blobs().contains(blob.digest())) {
      byte[] bytes = context.store().document(blob.digest());
      return new VerifiedStream(new ByteArrayInputStream(bytes), blob, "blob " + blob.digest());
    }
    return context.store().archive(blob).orElseGet(() -> fetch(blob));
  }

  private VerifiedStream fetch(Descriptor blob) {
    ImageException failure =
        new ImageStoreException(
            "the store has layer "
                + blob.digest()
                + " unpacked only, and no name of its image says where to get it: load or pull the"
                + " image again, with Config.withLayerArchives(true)",
            null);
    for (Reference origin : origins(blob.digest())) {
      try {
        LOG.debug("{} is fetched again from {}", blob.digest(), origin.name());
        return context.registry(origin.registry()).source(origin).blob(blob);
      } catch (ImageException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /** The names of this image, then those of others that have the layer, too. */
  private List<Reference> origins(Digest layer) {
    return context.store().names().stream()
        .filter(name -> !StoreContext.isUnnamed(name.reference()) && has(name, layer))
        .sorted(Comparator.comparing(name -> !isOfThis(name)))
        .map(NameRecord::reference)
        .toList();
  }

  private boolean isOfThis(NameRecord name) {
    return name.image().equals(lease.image().digest());
  }

  private boolean has(NameRecord name, Digest layer) {
    try {
      return isOfThis(name)
          || context
              .store()
              .find(name.image())
              .filter(image -> image.archives().contains(layer))
              .isPresent();
    } catch (ImageStoreException e) {
      LOG.debug("{} is passed over", name.reference(), e);
      return false;
    }
  }

  @Override
  public void close() {
    lease.close();
  }
}
