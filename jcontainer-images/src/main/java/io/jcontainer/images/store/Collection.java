package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nothing needs any more: images without a name that nobody uses, then the layers and
 * documents of no image.
 *
 * <p>It begins while no image is being completed and nothing is being held anew, which is a matter
 * of renames; the trees themselves are removed when that lock is given back.
 */
final class Collection {
  private static final Logger LOG = LoggerFactory.getLogger(Collection.class);

  private final Kernel kernel;
  private final StoreDirectories store;
  private final Catalog catalog;
  private final Session session;

  Collection(StoreDirectories store, Catalog catalog, Session session) {
    this.kernel = store.kernel();
    this.store = store;
    this.catalog = catalog;
    this.session = session;
  }

  /** Collects, after whoever else does so. */
  void run() {
    List<String> doomed = new ArrayList<>();
    try (LockFile _ = StoreLock.changing(store)) {
      Set<String> neededLayers = new HashSet<>();
      Session.heldOrSwept(kernel, store).forEach(layer -> neededLayers.add(layer.directory()));
      sweepLocks();
      Set<String> neededBlobs = new HashSet<>();
      Needed needed = removeUnneededImages();
      if (!needed.complete()) {
        return;
      }
      for (ImageRecord image : needed.images()) {
        image.layers().forEach(layer -> neededLayers.add(layer.directory()));
        image.documents().forEach(document -> neededBlobs.add(document.hex()));
        image.archives().forEach(archive -> neededBlobs.add(archive.hex()));
      }
      for (DirectoryEntry blob : kernel.list(store.blobs())) {
        if (Catalog.isDigest(blob.name()) && !neededBlobs.contains(blob.name())) {
          doomed.add(takeAway(store.blobs(), blob.name()));
        }
      }
      for (DirectoryEntry layer : kernel.list(store.layers())) {
        if (LayerName.isName(layer.name()) && !neededLayers.contains(layer.name())) {
          doomed.add(takeAway(store.layers(), layer.name()));
        }
      }
    }
    doomed.forEach(name -> TreeRemoval.remove(kernel, session.directory(), name));
  }

  /**
   * Images that are needed.
   *
   * @param images those whose records can be read
   * @param complete whether these are all: what a damaged record names is not known, so then
   *     nothing else goes before it is repaired
   */
  private record Needed(List<ImageRecord> images, boolean complete) {}

  /** Removes the locks of dead processes. */
  private void sweepLocks() {
    for (String lock : catalog.records(store.locks())) {
      LockFile.tryExclusiveOfExisting(kernel, store.locks(), lock).ifPresent(LockFile::remove);
    }
  }

  private String takeAway(Descriptor directory, String name) {
    String grave = session.freshName();
    kernel.rename(directory, name, session.directory(), grave, 0);
    return grave;
  }

  /** Removes the records of images that nothing needs, and returns the others. */
  private Needed removeUnneededImages() {
    Catalog.Names names = catalog.names();
    Set<String> named = new HashSet<>();
    names.readable().forEach(name -> named.add(name.image().hex()));
    catalog.host().ifPresent(image -> named.add(image.hex()));
    List<ImageRecord> needed = new ArrayList<>();
    boolean complete = true;
    for (String image : catalog.images()) {
      // a name that cannot be read may be that of any image
      if (!names.complete() || named.contains(image) || !removeUnused(image)) {
        Optional<ImageRecord> readable = readable(image);
        readable.ifPresent(needed::add);
        complete &= readable.isPresent();
      }
    }
    return new Needed(needed, complete);
  }

  /** Removes an image without a name unless somebody uses it, who will see to it in the end. */
  private boolean removeUnused(String image) {
    Optional<LockFile> lock = LockFile.tryExclusiveOfExisting(kernel, store.images(), image);
    if (lock.isEmpty()) {
      catalog.markUnnamed(image);
      return false;
    }
    catalog.removeMark(image);
    lock.get().remove();
    return true;
  }

  /** The records that can be read. */
  List<ImageRecord> readableImages() {
    return catalog.images().stream().flatMap(image -> readable(image).stream()).toList();
  }

  /** A damaged image is of no use; its name stays, and pulling it again mends it. */
  private Optional<ImageRecord> readable(String image) {
    try {
      return catalog.image(new Digest(image.length() == 64 ? "sha256" : "sha512", image));
    } catch (ImageStoreException e) {
      LOG.warn("an image cannot be used: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
