package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import java.util.Optional;

/** A repository that images come from, or what stands for it: its mirrors. */
public final class RegistrySource implements ImageSource {
  private final Places places;
  private final ManifestGet manifestGet;
  private final BlobGet blobGet;

  RegistrySource(Places places, ManifestGet manifestGet, BlobGet blobGet) {
    this.places = places;
    this.manifestGet = manifestGet;
    this.blobGet = blobGet;
  }

  @Override
  public String name() {
    return places.reference().name();
  }

  /**
   * What the reference itself names: an index or a manifest, of which nothing but the digest was
   * looked at. For a tag a registry's word is all there is.
   *
   * @throws io.jcontainer.ImageException if no place has it
   */
  public FetchedDocument document() {
    String what = "the manifest of " + places.reference();
    Optional<Digest> pinned = places.reference().digest();
    return pinned.isPresent()
        ? places.pinned(what, manifestGet::get)
        : places.named(what, manifestGet::get);
  }

  @Override
  public FetchedDocument document(Descriptor entry) {
    return places.pinned(
        "the manifest " + entry.digest() + " of " + name(),
        reference -> manifestGet.get(reference, entry));
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    return blobGet.get(places, blob);
  }
}
