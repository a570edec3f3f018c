package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the record of an index. It names the documents of all that is beneath it, and its layers as
 * they came; so they stay as long as the index does, and nothing is unpacked for it.
 */
public final class IndexRecord {
  private static final int DEEPEST = 4;

  private final ImageSource from;
  private final Set<Digest> documents = new LinkedHashSet<>();
  private final Map<Digest, Long> archives = new LinkedHashMap<>();

  private IndexRecord(ImageSource from) {
    this.from = from;
  }

  /**
   * The record of an index.
   *
   * @param from has all documents beneath it
   * @throws io.jcontainer.ImageException if one is not there or not what it should be
   */
  public static ImageRecord of(FetchedDocument index, ImageSource from) {
    IndexRecord record = new IndexRecord(from);
    record.document(index, 0);
    record.documents.remove(index.digest());
    record.documents.forEach(record.archives::remove);
    return new ImageRecord(
        index.digest(),
        index.mediaType(),
        List.copyOf(record.documents),
        List.of(),
        List.of(),
        new ArrayList<>(record.archives.keySet()),
        record.archives.values().stream().mapToLong(Long::longValue).sum());
  }

  private void document(FetchedDocument document, int depth) {
    if (!documents.add(document.digest())) {
      return;
    }
    if (depth > DEEPEST) {
      throw new InvalidImageException(
          "index " + document.digest(), "its indexes hold indexes without an end", null);
    }
    Contents contents = document.contents();
    contents.config().ifPresent(this::config);
    contents.layers().forEach(this::archive);
    for (Descriptor entry : contents.manifests()) {
      if (DocumentType.of(entry.mediaType()).isPresent()) {
        document(from.document(entry), depth + 1);
      } else {
        archive(entry);
      }
    }
  }

  /** That of another artifact than an image may be anything. */
  private void config(Descriptor config) {
    if (config.size() <= Document.LARGEST) {
      documents.add(config.digest());
    } else {
      archive(config);
    }
  }

  private void archive(Descriptor blob) {
    archives.put(blob.digest(), blob.size());
  }
}
