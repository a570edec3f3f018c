package io.jcontainer.images.registry;

import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;

/**
 * A repository that images come from.
 *
 * @param reference names registry and repository
 */
record RegistrySource(Reference reference, ManifestGet manifestGet, BlobGet blobGet)
    implements ImageSource {
  @Override
  public String name() {
    return reference.name();
  }

  @Override
  public FetchedDocument document(Descriptor entry) {
    return manifestGet.get(reference, entry);
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    return blobGet.get(reference, blob);
  }
}
