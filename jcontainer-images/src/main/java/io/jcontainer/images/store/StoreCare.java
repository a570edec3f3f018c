package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.StoreFinding;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Rename;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What looking for damage in a store needs, and repairing it: single steps, each of which leaves
 * alone what somebody uses.
 */
public final class StoreCare {
  private static final int OWNER_ONLY = 0700;

  private final Kernel kernel;
  private final StoreDirectories store;
  private final Session session;
  private final Catalog catalog;
  private final StoreFiles files;
  private final Consumer<Digest> leaseEnded;

  StoreCare(StoreDirectories store, Session session, Catalog catalog, Consumer<Digest> leaseEnded) {
    this.kernel = store.kernel();
    this.store = store;
    this.session = session;
    this.catalog = catalog;
    this.files = new StoreFiles(kernel);
    this.leaseEnded = leaseEnded;
  }

  /**
   * What is wrong with names, records, modes and presence.
   *
   * @param repairing whether to repair what needs no more than that: all but records, unreadable
   *     names and missing parts
   */
  public List<StoreFinding> survey(boolean repairing) {
    return explaining("survey", () -> new StoreSurvey(store, catalog, repairing).run());
  }

  /** Uses an image whatever of it is there; empty if it was removed. */
  public Optional<Lease> hold(ImageRecord image) {
    Digest digest = image.digest();
    return explaining(
        "use " + digest,
        () ->
            LockFile.sharedOfExisting(kernel, store.images(), digest.hex())
                .map(
                    lock ->
                        new Lease(
                            image,
                            List.of(),
                            store.lockOf(digest),
                            lock,
                            () -> leaseEnded.accept(digest))));
  }

  /** A blob; empty if it is not there. */
  public Optional<InputStream> blob(Digest digest) {
    return explaining("read " + digest, () -> new Blobs(store).open(digest));
  }

  /** Where a blob is. */
  public Path path(Digest blob) {
    return store.path().resolve("blobs/sha256").resolve(blob.hex());
  }

  /** Where a layer is. */
  public Path path(LayerName layer) {
    return store.pathOf(layer);
  }

  /** The directory of a layer, or null if it is not there; to be closed. */
  public @Nullable Fd layer(LayerName layer) {
    return explaining(
        "open layer " + layer,
        () -> TreeAccess.openDirectory(kernel, store.layers(), layer.directory()));
  }

  /** An empty directory that nobody else sees; its descriptor is to be closed. */
  public StagedLayer stage() {
    return explaining(
        "make a directory",
        () -> {
          String name = session.freshName();
          kernel.mkdir(session.directory(), name, OWNER_ONLY);
          return new StagedLayer(
              kernel.open(session.directory(), name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0), name);
        });
  }

  /** Removes such a directory. */
  public void discard(StagedLayer staged) {
    staged.directory().close();
    explaining(
        "remove a directory",
        () -> {
          TreeRemoval.remove(kernel, session.directory(), staged.name());
          return true;
        });
  }

  /**
   * Puts a directory into the place of a layer, of which what is there goes away.
   *
   * @return whether it was done: not if somebody uses what is there
   */
  public boolean replace(LayerName layer, StagedLayer staged) {
    return explaining(
        "replace layer " + layer,
        () -> {
          kernel.syncfs(staged.directory());
          return changing(layer, () -> rename(staged.name(), layer));
        });
  }

  private void rename(String staged, LayerName layer) {
    int how =
        TreeAccess.status(kernel, store.layers(), layer.directory()) == null
            ? Rename.NOREPLACE
            : Rename.EXCHANGE;
    kernel.rename(session.directory(), staged, store.layers(), layer.directory(), how);
    kernel.fsync(store.layers());
  }

  /**
   * Removes a layer.
   *
   * @return whether it was done: not if somebody uses it
   */
  public boolean remove(LayerName layer) {
    return explaining(
        "remove layer " + layer,
        () -> {
          String grave = session.freshName();
          boolean done = changing(layer, () -> takeAway(store.layers(), layer.directory(), grave));
          TreeRemoval.remove(kernel, session.directory(), grave);
          return done;
        });
  }

  private void takeAway(Descriptor directory, String name, String grave) {
    if (TreeAccess.status(kernel, directory, name) != null) {
      kernel.rename(directory, name, session.directory(), grave, 0);
    }
  }

  private boolean changing(LayerName layer, Runnable change) {
    try (LockFile _ = StoreLock.changing(store)) {
      if (layersInUse().map(used -> used.contains(layer)).orElse(true)) {
        return false;
      }
      change.run();
      return true;
    }
  }

  /** The layers that somebody uses now; empty if that cannot be told. */
  private Optional<Set<LayerName>> layersInUse() {
    Set<LayerName> used = new HashSet<>(Session.held(kernel, store));
    for (String image : catalog.images()) {
      Optional<LockFile> free = LockFile.tryExclusiveOfExisting(kernel, store.images(), image);
      free.ifPresent(LockFile::close);
      if (free.isEmpty()) {
        Optional<ImageRecord> record = StoreSurvey.readable(catalog, image);
        if (record.isEmpty()) {
          return Optional.empty();
        }
        used.addAll(record.get().layers());
      }
    }
    return Optional.of(used);
  }

  /** Removes a blob; whoever reads it now goes on reading. */
  public void remove(Digest blob) {
    explaining(
        "remove " + blob,
        () -> {
          files.remove(store.blobs(), blob.hex());
          return true;
        });
  }

  /** Writes the record of an image whose parts are all there, in the place of a damaged one. */
  public void putRecord(ImageRecord image) {
    explaining(
        "write the record of " + image.digest(),
        () -> {
          String prepared = files.prepare(session, image.write());
          kernel.syncfs(session.directory());
          try (LockFile _ = StoreLock.changing(store)) {
            catalog.placeImage(session, prepared, image);
            kernel.fsync(store.images());
          }
          return true;
        });
  }

  /**
   * Removes the record of an image, and the names that it has.
   *
   * @return whether it was done: not if somebody uses the image
   */
  public boolean removeImage(Digest image) {
    return explaining(
        "remove the record of " + image,
        () -> {
          try (LockFile _ = StoreLock.changing(store)) {
            Optional<LockFile> lock =
                LockFile.tryExclusiveOfExisting(kernel, store.images(), image.hex());
            catalog.names().readable().stream()
                .filter(name -> lock.isPresent() && name.image().equals(image))
                .forEach(catalog::removeName);
            lock.ifPresent(LockFile::remove);
            return lock.isPresent();
          }
        });
  }

  /** Removes a name by the file of its record. */
  public void removeName(Path file) {
    explaining(
        "remove " + file,
        () -> {
          files.remove(store.names(), String.valueOf(file.getFileName()));
          return true;
        });
  }

  private static <T extends @Nullable Object> T explaining(String operation, Supplier<T> body) {
    try {
      return body.get();
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        throw StoreFailure.of("cannot " + operation + ", which somebody else removes now", e);
      }
      throw StoreFailure.of("cannot " + operation, e);
    }
  }
}
