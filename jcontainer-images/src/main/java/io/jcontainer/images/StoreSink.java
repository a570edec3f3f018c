package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSink;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.Addition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The store, for the parts of an index as they are. What is put is visible with the index. */
final class StoreSink implements ImageSink {
  /** As many as are fetched for an image. */
  private static final int AT_ONCE = 4;

  private final Addition addition;
  private final IndexMembers members;
  private final Map<Digest, byte[]> documents = new LinkedHashMap<>();

  StoreSink(Addition addition, IndexMembers members) {
    this.addition = addition;
    this.members = members;
  }

  @Override
  public boolean blob(Descriptor blob, ImageSource from) {
    if (members.isHeld(blob)) {
      return false;
    }
    try (VerifiedStream stream = from.blob(blob)) {
      stream.copyTo(addition.archive(blob.digest()));
      stream.finish();
    }
    return true;
  }

  @Override
  public int parallelism() {
    return AT_ONCE;
  }

  @Override
  public void document(FetchedDocument document) {
    documents.put(document.digest(), document.bytes());
  }

  /** The documents that were put. */
  Map<Digest, byte[]> documents() {
    return Collections.unmodifiableMap(documents);
  }
}
