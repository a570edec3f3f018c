package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.TransferListener;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ListeningSource;
import io.jcontainer.images.model.Index;
import io.jcontainer.images.registry.RegistrySource;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.util.Optional;

/** Fetches an image from a registry into the store. */
record ImagePull(StoreContext context, TransferListener progress) {

  /**
   * Asks the registry what the reference names now, and fetches what is missing of it.
   *
   * @param locked the digest of what it has to be; then the registry is asked for that instead
   */
  ImageRecord pull(Reference reference, Platform platform, Optional<Digest> locked) {
    Reference wanted = locked.map(reference::withDigest).orElse(reference);
    RegistrySource source = context.registry(reference.registry()).source(wanted);
    FetchedDocument fetched = fetchManifest(source, reference, platform);
    NameRecord name = new NameRecord(reference, platform, fetched.digest());
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                new ListeningSource(source, progress),
                context.config().layerArchives() ? ArchiveKeeping.FETCHED : ArchiveKeeping.NONE)
            .add(name, fetched);
    context.store().collect();
    return image;
  }

  private static FetchedDocument fetchManifest(
      RegistrySource source, Reference reference, Platform platform) {
    FetchedDocument fetched = source.document();
    return fetched.document() instanceof Index index
        ? source.document(index.choose(platform, reference))
        : fetched;
  }
}
