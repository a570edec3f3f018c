package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import java.util.HexFormat;
import java.util.Optional;

/** Documents by their digest, which is checked again whenever one is read. */
final class Blobs {
  private final StoreDirectories store;
  private final StoreFiles files;

  Blobs(StoreDirectories store) {
    this.store = store;
    this.files = new StoreFiles(store.kernel());
  }

  /**
   * A document.
   *
   * @throws ImageStoreException if it is missing or damaged
   */
  byte[] read(Digest digest) {
    String file = store.path().resolve("blobs/sha256").resolve(digest.hex()).toString();
    Optional<byte[]> content = files.read(store.blobs(), digest.hex());
    if (content.isEmpty()) {
      throw RecordText.damaged(file, "it is missing");
    }
    if (!digestOf(content.get(), digest).equals(digest)) {
      throw RecordText.damaged(file, "it does not have its digest");
    }
    return content.get();
  }

  private static Digest digestOf(byte[] content, Digest like) {
    return new Digest(
        like.algorithm(), HexFormat.of().formatHex(like.newMessageDigest().digest(content)));
  }
}
