package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.registry.RegistryClient;
import io.jcontainer.images.registry.RegistrySink;
import io.jcontainer.images.signatures.Payload;
import io.jcontainer.images.signatures.SignatureManifest;
import io.jcontainer.images.signatures.Signing;
import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Signs what a registry has, where it is. Two that do so at the same moment can lose a signature: a
 * registry has no way to change a tag only if it is still what it was.
 */
record ImageSigning(RegistryClient client, PrivateKey key) {

  /** Signs what a reference names, and of an index all manifests; the digests of all of these. */
  List<Digest> sign(Reference reference) {
    FetchedDocument document = client.direct(reference).document();
    List<Digest> all = new ArrayList<>(List.of(document.digest()));
    document.contents().manifests().stream()
        .filter(entry -> DocumentType.of(entry.mediaType()).isPresent())
        .map(Descriptor::digest)
        .filter(digest -> !all.contains(digest))
        .forEach(all::add);
    String name = reference.name() + reference.tag().map(tag -> ":" + tag).orElse("");
    all.forEach(digest -> sign(reference, new Payload(digest, name)));
    return List.copyOf(all);
  }

  private void sign(Reference repository, Payload payload) {
    Reference tag = SignatureManifest.tag(repository, payload.image());
    byte[] signed = payload.bytes();
    Descriptor layer = SignatureManifest.layer(signed, Signing.sign(key, signed));
    List<Descriptor> layers = new ArrayList<>(known(tag));
    if (layers.stream().anyMatch(other -> SignatureManifest.isSame(layer, other))) {
      return;
    }
    layers.add(layer);
    byte[] config = SignatureManifest.config(layers);
    byte[] manifest = SignatureManifest.manifest(config, layers);
    FetchedDocument document =
        new FetchedDocument(
            Digest.sha256(manifest),
            manifest,
            Optional.of(DocumentType.OCI_MANIFEST.mediaType()),
            "signatures of " + payload.image());
    put(document, tag, Map.of(Digest.sha256(config), config, Digest.sha256(signed), signed));
  }

  /** The signatures that there are. */
  private List<Descriptor> known(Reference tag) {
    try {
      Contents contents = client.direct(tag).document().contents();
      if (contents.type().isIndex()) {
        throw new InvalidImageException(
            "signatures " + tag, "they are an index: delete that, and sign again", null);
      }
      return contents.layers();
    } catch (ImageNotFoundException e) {
      return List.of();
    }
  }

  private void put(FetchedDocument document, Reference tag, Map<Digest, byte[]> blobs) {
    RegistrySink sink = client.sink(tag, List.of(), OptionalLong.empty());
    ImageSource made = new Made(blobs);
    Contents contents = document.contents();
    contents.config().ifPresent(config -> sink.blob(config, made));
    contents.layers().stream()
        .filter(layer -> blobs.containsKey(layer.digest()))
        .forEach(layer -> sink.blob(layer, made));
    sink.document(document);
    sink.tag(document);
  }

  /** What is being made. */
  private record Made(Map<Digest, byte[]> blobs) implements ImageSource {
    @Override
    public String name() {
      return "a new signature";
    }

    @Override
    public VerifiedStream blob(Descriptor blob) {
      byte[] bytes = blobs.getOrDefault(blob.digest(), new byte[0]);
      return new VerifiedStream(new ByteArrayInputStream(bytes), blob, name());
    }
  }
}
