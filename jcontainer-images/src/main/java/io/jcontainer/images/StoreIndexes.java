package io.jcontainer.images;

import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageFlaw;
import io.jcontainer.ImageIndex;
import io.jcontainer.ImageIndexes;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.IndexEntry;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.PushOptions;
import io.jcontainer.PushResult;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageCopy;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.IndexDocument;
import io.jcontainer.images.model.Manifest;
import io.jcontainer.images.registry.RegistrySource;
import io.jcontainer.images.store.Addition;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.IndexRecord;
import io.jcontainer.images.store.NameRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The indexes of one store, and those that are made for registries. */
record StoreIndexes(StoreContext context) implements ImageIndexes {

  @Override
  public IndexEntry entry(Image image) {
    try (StoredImage stored = StoredImage.open(context, image.digest())) {
      return entry(stored.manifest(), stored, Optional.empty());
    }
  }

  @Override
  public List<IndexEntry> entries(Reference reference) {
    RegistrySource source = source(reference);
    FetchedDocument document = document(source, reference);
    return document.contents().type().isIndex()
        ? read(document, Optional.of(reference)).entries()
        : List.of(entry(document, source, Optional.of(reference)));
  }

  private RegistrySource source(Reference reference) {
    context.signatures(reference).requirePossible();
    return context.registry(reference.registry()).source(reference);
  }

  private FetchedDocument document(RegistrySource source, Reference reference) {
    FetchedDocument document = source.document();
    context.signatures(reference).search(source, document.digest()).require();
    return document;
  }

  /** An entry for a manifest; one of an image says what the image is for. */
  private static IndexEntry entry(
      FetchedDocument document, ImageSource source, Optional<Reference> origin) {
    return new IndexEntry(
        document.digest(),
        document.mediaType(),
        ByteSize.ofBytes(document.size()),
        platform(document.contents(), source),
        "",
        List.of(),
        document.contents().artifactType().orElse(""),
        Map.of(),
        origin);
  }

  private static Optional<Platform> platform(Contents contents, ImageSource source) {
    return contents
        .config()
        .filter(config -> Manifest.isImageConfig(config.mediaType()))
        .map(
            config ->
                ConfigFile.parse(source.smallBlob(config), "configuration of " + source.name())
                    .platform());
  }

  private static ImageIndex read(FetchedDocument document, Optional<Reference> origin) {
    return IndexDocument.read(document.bytes(), origin, "index " + document.digest());
  }

  @Override
  public ImageIndex read(Reference reference) {
    FetchedDocument document = document(source(reference), reference);
    if (!document.contents().type().isIndex()) {
      throw new InvalidImageException(
          "index " + reference,
          "it is a single image: make an index with ImageIndexes.entries",
          null);
    }
    return read(document, Optional.of(reference));
  }

  @Override
  public Optional<ImageIndex> find(Reference name) {
    return context
        .store()
        .find(name, NameRecord.OF_INDEX)
        .filter(context.store()::isComplete)
        .map(
            index ->
                IndexDocument.read(
                    context.store().document(index, index.digest()),
                    Optional.empty(),
                    "index " + name));
  }

  @Override
  public List<Reference> names() {
    return context.store().names().stream()
        .filter(NameRecord::isOfIndex)
        .map(NameRecord::reference)
        .toList();
  }

  @Override
  public Digest store(ImageIndex index, Reference name) {
    FetchedDocument document = document(index);
    requireDigest(document, name, "name");
    NameRecord named = new NameRecord(name, NameRecord.OF_INDEX, document.digest());
    if (!context.store().name(named)) {
      add(index, document, named);
    }
    for (IndexEntry entry : index.entries()) {
      entry
          .platform()
          .filter(_ -> isImage(entry.digest()))
          .ifPresent(
              platform -> context.store().name(new NameRecord(name, platform, entry.digest())));
    }
    context.store().collect();
    return document.digest();
  }

  private boolean isImage(Digest digest) {
    return context.store().find(digest).filter(image -> !image.isIndex()).isPresent();
  }

  private void add(ImageIndex index, FetchedDocument document, NameRecord name) {
    try (IndexMembers members = IndexMembers.open(context, index);
        Addition addition = context.store().add(List.of())) {
      StoreSink sink = new StoreSink(addition, members);
      ImageCopy.copy(document, members, sink);
      ImageRecord record = IndexRecord.of(document, members);
      addition.commit(record, Map.of(), sink.documents(), Optional.of(name));
    }
  }

  @Override
  public PushResult push(ImageIndex index, Reference target, PushOptions options) {
    FetchedDocument document = document(index);
    requireDigest(document, target, "target");
    List<Reference> origins =
        index.entries().stream().flatMap(entry -> entry.origin().stream()).distinct().toList();
    try (IndexMembers members = IndexMembers.open(context, index)) {
      return new ImagePush(context, options).copy(document, members, target, origins);
    }
  }

  private static FetchedDocument document(ImageIndex index) {
    if (index.entries().isEmpty()) {
      throw new InvalidSpecException("index without entries", "add one at least");
    }
    byte[] bytes = IndexDocument.write(index);
    return new FetchedDocument(
        Digest.sha256(bytes), bytes, Optional.of(DocumentType.OCI_INDEX.mediaType()), "the index");
  }

  private static void requireDigest(FetchedDocument document, Reference name, String what) {
    if (name.digest().filter(digest -> !digest.equals(document.digest())).isPresent()) {
      throw new InvalidSpecException(
          what + " \"" + name + "\"", "the index's digest is " + document.digest());
    }
  }

  @Override
  public List<ImageFlaw> validate(Reference name) {
    ImageRecord index =
        context
            .store()
            .find(name, NameRecord.OF_INDEX)
            .orElseThrow(
                () ->
                    new ImageNotFoundException(
                        name.toString(), "the indexes of the store", "see ImageIndexes.names()"));
    return new StoreHealth(context).validate(index.digest());
  }
}
