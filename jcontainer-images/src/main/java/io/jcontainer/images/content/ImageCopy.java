package io.jcontainer.images.content;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies an image with all that it consists of, byte for byte, from one place to another: for an
 * index, the images of all platforms and the artifacts beside them. Each part is copied once.
 */
public final class ImageCopy {
  /** Indexes may hold indexes; nobody nests them deeper. */
  private static final int DEEPEST = 4;

  private static final int MOST_DOCUMENTS = 10_000;

  private final ImageSource from;
  private final ImageSink to;
  private final Set<Digest> done = new HashSet<>();
  private int documents;

  private ImageCopy(ImageSource from, ImageSink to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Copies a document and everything beneath it.
   *
   * @throws io.jcontainer.ImageException if a part cannot be had, is not what it should be, or
   *     cannot be put
   */
  public static void copy(FetchedDocument root, ImageSource from, ImageSink to) {
    new ImageCopy(from, to).document(root, 0);
  }

  private void document(FetchedDocument document, int depth) {
    if (!done.add(document.digest())) {
      return;
    }
    String part = document.digest() + " of " + from.name();
    if (depth > DEEPEST) {
      throw new InvalidImageException(part, "its indexes hold indexes without an end", null);
    }
    if (++documents > MOST_DOCUMENTS) {
      throw new InvalidImageException(part, "it is one of more than 10,000 documents", null);
    }
    Contents contents = document.contents();
    List<Descriptor> blobs = new ArrayList<>(contents.layers());
    contents.config().ifPresent(blobs::add);
    blobs(blobs);
    for (Descriptor entry : contents.manifests()) {
      if (DocumentType.of(entry.mediaType()).isPresent()) {
        document(from.document(entry), depth + 1);
      } else {
        blobs(List.of(entry));
      }
    }
    to.document(document);
  }

  private void blobs(List<Descriptor> blobs) {
    String what = "the copy of " + from.name();
    if (Thread.currentThread().isInterrupted()) {
      throw new ImageStoreException(what + " was interrupted", null);
    }
    List<Descriptor> missing = blobs.stream().filter(blob -> done.add(blob.digest())).toList();
    if (missing.size() > 1 && to.parallelism() > 1) {
      int atOnce = Math.min(to.parallelism(), missing.size());
      Thread.Builder threads = Thread.ofVirtual().name("jcontainer-copy-", 0);
      try (Workers workers = new Workers(what, atOnce, threads)) {
        workers.each(missing, blob -> to.blob(blob, from));
      }
      return;
    }
    for (Descriptor blob : missing) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ImageStoreException(what + " was interrupted", null);
      }
      to.blob(blob, from);
    }
  }
}
