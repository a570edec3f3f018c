package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageIndex;
import io.jcontainer.ImageStoreException;
import io.jcontainer.IndexEntry;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.ImageRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the parts of an index are: the store for those that it has, in use until closed, and for
 * the others the registries that their entries come from.
 */
final class IndexMembers implements ImageSource, AutoCloseable {
  private final StoreContext context;
  private final List<ImageRecord> records;
  private final Map<Digest, StoredImage> held = new HashMap<>();

  /** By what they have; parts of documents become known with these. */
  private final Map<Digest, ImageSource> places = new ConcurrentHashMap<>();

  private final Map<Digest, FetchedDocument> documents = new ConcurrentHashMap<>();

  private IndexMembers(StoreContext context) {
    this.context = context;
    this.records = context.store().images();
  }

  /**
   * Finds the places.
   *
   * @throws ImageStoreException if there is none for an entry
   */
  static IndexMembers open(StoreContext context, ImageIndex index) {
    IndexMembers members = new IndexMembers(context);
    try {
      index.entries().forEach(entry -> members.places.put(entry.digest(), members.place(entry)));
      return members;
    } catch (RuntimeException e) {
      members.close();
      throw e;
    }
  }

  private ImageSource place(IndexEntry entry) {
    for (ImageRecord record : records) {
      if (record.documents().contains(entry.digest()) && context.store().isComplete(record)) {
        return held.computeIfAbsent(record.digest(), image -> StoredImage.open(context, image));
      }
    }
    return entry
        .origin()
        .<ImageSource>map(origin -> context.registry(origin.registry()).source(origin))
        .orElseThrow(
            () ->
                new ImageStoreException(
                    "the store no longer has "
                        + entry.digest()
                        + " of the index, and no registry is known that has it: add it anew with"
                        + " ImageIndexes.entry or entries",
                    null));
  }

  /** Whether the store has a part, and keeps it until this is closed. */
  boolean isHeld(Descriptor part) {
    return places.get(part.digest()) instanceof StoredImage && context.store().hasArchive(part);
  }

  @Override
  public String name() {
    return "the images of an index";
  }

  @Override
  public FetchedDocument document(Descriptor entry) {
    return documents.computeIfAbsent(entry.digest(), _ -> read(entry));
  }

  private FetchedDocument read(Descriptor entry) {
    ImageSource place = placeOf(entry);
    FetchedDocument document = place.document(entry);
    Contents contents = document.contents();
    List<Descriptor> parts = new ArrayList<>(contents.layers());
    contents.config().ifPresent(parts::add);
    parts.addAll(contents.manifests());
    parts.forEach(part -> places.putIfAbsent(part.digest(), place));
    return document;
  }

  private ImageSource placeOf(Descriptor part) {
    ImageSource place = places.get(part.digest());
    if (place == null) {
      throw new IllegalStateException("nothing is known of " + part.digest());
    }
    return place;
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    return placeOf(blob).blob(blob);
  }

  @Override
  public void close() {
    held.values().forEach(StoredImage::close);
  }
}
