package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.KernelException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

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
    String file = path(digest);
    Optional<byte[]> content = files.read(store.blobs(), digest.hex());
    if (content.isEmpty()) {
      throw RecordText.damaged(file, "it is missing");
    }
    if (!digestOf(content.get(), digest).equals(digest)) {
      throw RecordText.damaged(file, "it does not have its digest");
    }
    return content.get();
  }

  /** A layer as it is in registries, if the store has it; what is read is not checked yet. */
  Optional<InputStream> open(Digest digest) {
    try {
      Fd file = TreeAccess.openFile(store.kernel(), store.blobs(), digest.hex());
      return Optional.of(new FileInput(store.kernel(), file, path(digest)));
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** How many bytes a blob has; empty if it is not there. */
  OptionalLong size(Digest digest) {
    FileStatus status = TreeAccess.status(store.kernel(), store.blobs(), digest.hex());
    return status == null ? OptionalLong.empty() : OptionalLong.of(status.size());
  }

  private String path(Digest digest) {
    return store.path().resolve("blobs/sha256").resolve(digest.hex()).toString();
  }

  private static Digest digestOf(byte[] content, Digest like) {
    return new Digest(
        like.algorithm(), HexFormat.of().formatHex(like.newMessageDigest().digest(content)));
  }
}
