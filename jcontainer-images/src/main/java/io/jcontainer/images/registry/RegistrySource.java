package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.signatures.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repository that images come from, or what stands for it: its mirrors. */
public final class RegistrySource implements ImageSource {
  private final Places places;
  private final ManifestGet manifestGet;
  private final BlobGet blobGet;
  private final SignaturesGet signaturesGet;

  RegistrySource(
      Places places, ManifestGet manifestGet, BlobGet blobGet, SignaturesGet signaturesGet) {
    this.places = places;
    this.manifestGet = manifestGet;
    this.blobGet = blobGet;
    this.signaturesGet = signaturesGet;
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

  /**
   * Shows to a verdict the signatures that the places have, one after the other until it is good.
   * Signatures speak for themselves, so it matters as little as with other content who has them.
   *
   * @throws RegistryException if no place can be asked
   */
  public void signatures(Verdict verdict) {
    List<Reference> all = places.all();
    List<RegistryException> failures = new ArrayList<>();
    for (Reference place : all) {
      try {
        signaturesGet.show(place, verdict);
      } catch (RegistryException e) {
        failures.add(e);
        if (failures.size() == all.size() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
      if (verdict.isGood()) {
        return;
      }
    }
    failures.forEach(failure -> verdict.refuse(String.valueOf(failure.getMessage())));
  }
}
