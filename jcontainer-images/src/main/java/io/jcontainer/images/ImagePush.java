package io.jcontainer.images;

import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.PushOptions;
import io.jcontainer.PushResult;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageCopy;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.ListeningSource;
import io.jcontainer.images.registry.RegistrySink;
import io.jcontainer.images.registry.RegistrySource;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.util.List;
import java.util.OptionalLong;

/** Sends images to registries, from the store and from other registries. */
record ImagePush(StoreContext context, PushOptions options) {
  /** More would ask more often than they save. */
  private static final int MOST_NEIGHBOURS = 3;

  PushResult push(Image image, Reference target) {
    try (StoredImage stored = StoredImage.open(context, image.digest())) {
      return copy(stored.manifest(), stored, target, neighbours(stored.image(), target));
    }
  }

  PushResult copy(Reference from, Reference to) {
    SignatureCheck signatures = context.signatures(from);
    signatures.requirePossible();
    RegistrySource source = context.registry(from.registry()).source(from);
    FetchedDocument document = source.document();
    signatures.search(source, document.digest()).require();
    return copy(document, source, to, List.of(from));
  }

  /** Sends a document with all that it consists of. */
  PushResult copy(
      FetchedDocument document, ImageSource from, Reference to, List<Reference> neighbours) {
    requireDigest(document.digest(), to);
    OptionalLong chunk =
        options.chunkSize().map(size -> OptionalLong.of(size.bytes())).orElse(OptionalLong.empty());
    RegistrySink sink = context.registry(to.registry()).sink(to, neighbours, chunk);
    ImageCopy.copy(document, new ListeningSource(from, options.progress()), sink);
    sink.tag(document);
    return new PushResult(
        to.withDigest(document.digest()),
        sink.sent(),
        sink.mounted(),
        sink.present(),
        ByteSize.ofBytes(sink.bytes()));
  }

  /** Refuses to send under a digest what has another. */
  static void requireDigest(Digest digest, Reference to) {
    if (to.digest().filter(pinned -> !pinned.equals(digest)).isPresent()) {
      throw new InvalidSpecException(
          "target \"" + to + "\"", "what is sent there has the digest " + digest);
    }
  }

  /** Repositories of that registry that an image with some of these layers came from. */
  private List<Reference> neighbours(ImageRecord image, Reference target) {
    return context.store().names().stream()
        .filter(name -> name.reference().registry().equals(target.registry()))
        .filter(name -> sharesLayers(name, image))
        .map(NameRecord::reference)
        .limit(MOST_NEIGHBOURS)
        .toList();
  }

  private boolean sharesLayers(NameRecord name, ImageRecord image) {
    return context
        .store()
        .find(name.image())
        .filter(other -> other.archives().stream().anyMatch(image.archives()::contains))
        .isPresent();
  }
}
