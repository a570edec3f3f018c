package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.IndexEntry;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.signatures.Payload;
import io.jcontainer.images.signatures.SignatureManifest;
import io.jcontainer.images.signatures.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the signatures of a document in one repository: those under the tag that cosign gives them,
 * and those that refer to the document. What is found is bounded, and none of it is believed.
 */
final class SignaturesGet {
  /** Of one document. Who signs again and again adds to them; the last are looked at. */
  private static final int MOST_SIGNATURES = 256;

  /** Texts that were signed, each of which is a request. */
  private static final int MOST_PAYLOADS = 32;

  private static final int MOST_REFERRERS = 16;

  private final ManifestGet manifestGet;
  private final BlobGet blobGet;
  private final ReferrersGet referrersGet;

  SignaturesGet(ManifestGet manifestGet, BlobGet blobGet, ReferrersGet referrersGet) {
    this.manifestGet = manifestGet;
    this.blobGet = blobGet;
    this.referrersGet = referrersGet;
  }

  /** Shows to the verdict what a repository has, until that is good. */
  void show(Reference repository, Verdict verdict) {
    new Search(repository, verdict).go();
  }

  /** One of them. */
  private final class Search {
    private final Reference repository;
    private final Verdict verdict;
    private final RegistrySource source;
    private final Map<Digest, byte[]> payloads = new HashMap<>();
    private int signatures;

    Search(Reference repository, Verdict verdict) {
      this.repository = repository;
      this.verdict = verdict;
      Places here = new Places(repository, List.of(new Routes.Place(repository, false)));
      source = new RegistrySource(here, manifestGet, blobGet, SignaturesGet.this);
    }

    void go() {
      tag();
      if (!verdict.isGood()) {
        referrers();
      }
    }

    private void tag() {
      Reference tag = SignatureManifest.tag(repository, verdict.document());
      try {
        layers(manifestGet.get(tag));
      } catch (ImageNotFoundException e) {
        // most images have none
      } catch (InvalidImageException e) {
        verdict.refuse(String.valueOf(e.getMessage()));
      }
    }

    private void referrers() {
      int fetched = 0;
      for (IndexEntry entry : entries()) {
        if (verdict.isGood() || fetched == MOST_REFERRERS) {
          return;
        }
        if (entry.artifactType().equals(SignatureManifest.ARTIFACT)) {
          fetched++;
          referrer(entry);
        } else if (SignatureManifest.isOtherSignature(entry.artifactType())) {
          verdict.refuse(
              entry.artifactType() + " is a signature of a kind that is not looked at here");
        }
      }
    }

    private List<IndexEntry> entries() {
      try {
        return referrersGet.entries(repository, verdict.document());
      } catch (InvalidImageException e) {
        verdict.refuse(String.valueOf(e.getMessage()));
        return List.of();
      }
    }

    private void referrer(IndexEntry entry) {
      try {
        layers(
            source.document(
                Descriptor.of(entry.mediaType(), entry.digest(), entry.size().bytes())));
      } catch (ImageNotFoundException | InvalidImageException e) {
        verdict.refuse(String.valueOf(e.getMessage()));
      }
    }

    private void layers(FetchedDocument document) {
      Contents contents = document.contents();
      if (contents.type().isIndex()) {
        verdict.refuse("there is an index where a manifest of signatures should be");
      }
      for (Descriptor layer : contents.layers().reversed()) {
        if (verdict.isGood()) {
          return;
        }
        if (++signatures > MOST_SIGNATURES) {
          verdict.refuse(
              "there are more than " + MOST_SIGNATURES + ", and the rest is passed over");
          return;
        }
        layer(layer);
      }
    }

    private void layer(Descriptor layer) {
      String signature = layer.annotations().get(SignatureManifest.SIGNATURE);
      if (!layer.mediaType().equals(SignatureManifest.PAYLOAD)) {
        verdict.refuse("a signature is of the unknown type " + layer.mediaType());
      } else if (signature == null) {
        verdict.refuse("a signature has no " + SignatureManifest.SIGNATURE);
      } else {
        payload(layer).ifPresent(payload -> verdict.look(payload, signature));
      }
    }

    private Optional<byte[]> payload(Descriptor layer) {
      byte[] known = payloads.get(layer.digest());
      if (known != null) {
        return Optional.of(known);
      }
      if (layer.size() > Payload.LARGEST) {
        verdict.refuse("what is signed has " + layer.size() + " bytes, more than 64 KiB");
        return Optional.empty();
      }
      if (payloads.size() == MOST_PAYLOADS) {
        verdict.refuse("more than " + MOST_PAYLOADS + " different texts are signed");
        return Optional.empty();
      }
      byte[] payload;
      try {
        payload = source.smallBlob(layer);
      } catch (ImageNotFoundException | InvalidImageException e) {
        verdict.refuse(String.valueOf(e.getMessage()));
        payload = new byte[0];
      }
      payloads.put(layer.digest(), payload);
      return payload.length == 0 ? Optional.empty() : Optional.of(payload);
    }
  }
}
