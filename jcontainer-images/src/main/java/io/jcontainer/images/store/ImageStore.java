package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images on this machine's disk. Several stores, in one JVM or in several, may be open on the
 * same directory. Safe for use by many threads.
 */
public final class ImageStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

  private final StoreDirectories directories;
  private final Session session;
  private final Catalog catalog;
  private final Blobs blobs;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ImageStore(StoreDirectories directories, Session session) {
    this.directories = directories;
    this.session = session;
    this.catalog = new Catalog(directories);
    this.blobs = new Blobs(directories);
  }

  /**
   * Opens the store in the directory {@code images} beneath a root, which is made if it is not
   * there, and sweeps what dead processes left.
   *
   * @throws ImageStoreException if it cannot be read and written
   */
  public static ImageStore open(Kernel kernel, Path root) {
    StoreDirectories directories = StoreDirectories.open(kernel, root);
    try {
      return sweeping(new ImageStore(directories, Session.open(kernel, directories)));
    } catch (RuntimeException e) {
      directories.close();
      throw e instanceof KernelException k
          ? StoreFailure.of("cannot open " + directories.path(), k)
          : e;
    }
  }

  private static ImageStore sweeping(ImageStore store) {
    try {
      store.collect();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * The image of a name, if the store has it.
   *
   * @throws ImageStoreException if its records are damaged
   */
  public Optional<ImageRecord> find(Reference reference, Platform platform) {
    return explaining(
        "cannot look for " + reference,
        () -> catalog.name(reference, platform).flatMap(name -> catalog.image(name.image())));
  }

  /**
   * An image by its digest, if the store has it.
   *
   * @throws ImageStoreException if its record is damaged
   */
  public Optional<ImageRecord> find(Digest image) {
    return explaining("cannot look for " + image, () -> catalog.image(image));
  }

  /** The image of this host as it was last made, if it ever was. */
  public Optional<ImageRecord> findHost() {
    return explaining(
        "cannot look for the image of this host", () -> catalog.host().flatMap(catalog::image));
  }

  /** Every name, sorted; those whose record is damaged are passed over with a warning. */
  public List<NameRecord> names() {
    return explaining(
        "cannot list the images",
        () ->
            catalog.names().readable().stream()
                .sorted(
                    Comparator.comparing((NameRecord name) -> name.reference().toString())
                        .thenComparing(name -> name.platform().toString()))
                .toList());
  }

  /**
   * A document of an image that the store has.
   *
   * @throws ImageStoreException if it is missing or damaged
   */
  public byte[] document(Digest digest) {
    return explaining("cannot read " + digest, () -> blobs.read(digest));
  }

  /**
   * The same of an image that nobody keeps from being removed meanwhile.
   *
   * @throws ImageStoreException if it was removed, or is missing or damaged
   */
  public byte[] document(ImageRecord image, Digest digest) {
    try {
      return document(digest);
    } catch (ImageStoreException e) {
      LOG.debug("{} is read again, with nobody removing anything: {}", digest, e.getMessage());
      return explaining("cannot read " + digest, () -> unhurriedly(image, digest));
    }
  }

  /**
   * The image may have been removed, or that and added again, so nothing is told by a first try.
   */
  private byte[] unhurriedly(ImageRecord image, Digest digest) {
    try (LockFile _ = StoreLock.adding(directories)) {
      if (catalog.image(image.digest()).isEmpty()) {
        throw gone(image.digest());
      }
      return blobs.read(digest);
    }
  }

  /**
   * A layer as it is in registries, if the store has it.
   *
   * @return to be closed; checked while it is read
   */
  public Optional<VerifiedStream> archive(Descriptor layer) {
    return explaining(
        "cannot read " + layer.digest(),
        () ->
            blobs
                .open(layer.digest())
                .map(file -> new VerifiedStream(file, layer, "blob " + layer.digest())));
  }

  /** Whether the store has a layer as it is in registries, by its name and size. */
  public boolean hasArchive(Descriptor layer) {
    return explaining(
        "cannot look for " + layer.digest(),
        () -> blobs.size(layer.digest()).equals(OptionalLong.of(layer.size())));
  }

  /**
   * Gives a further name to an image, or moves the name to it.
   *
   * @return whether the store has all of the image; nothing happens otherwise
   */
  public boolean name(NameRecord name) {
    return explaining(
        "cannot name image " + name.image(),
        () -> {
          try (LockFile _ = StoreLock.adding(directories)) {
            if (catalog.image(name.image()).filter(this::isComplete).isEmpty()) {
              return false;
            }
            if (!catalog.name(name.reference(), name.platform()).equals(Optional.of(name))) {
              catalog.writeName(session, name);
            }
            return true;
          }
        });
  }

  /**
   * Whether every layer and document of an image is there, as they are unless somebody else was at
   * work. Layers as they came may be missing.
   */
  public boolean isComplete(ImageRecord image) {
    return explaining(
        "cannot look for the parts of " + image.digest(),
        () ->
            image.layers().stream().allMatch(this::isThere)
                && image.documents().stream()
                    .allMatch(document -> blobs.size(document).isPresent()));
  }

  private boolean isThere(LayerName layer) {
    FileStatus status =
        TreeAccess.status(directories.kernel(), directories.layers(), layer.directory());
    return status != null && status.isDirectory();
  }

  /** What looks for damage and repairs it. */
  public StoreCare care() {
    return new StoreCare(directories, session, catalog, this::leaseEnded);
  }

  /** Takes a name away for every platform and as that of an index; whether there was one. */
  public boolean forget(Reference reference) {
    return forget(reference, _ -> true);
  }

  /** Takes a name away for every platform; whether there was one. */
  public boolean forgetImages(Reference reference) {
    return forget(reference, name -> !name.isOfIndex());
  }

  private boolean forget(Reference reference, Predicate<NameRecord> which) {
    List<NameRecord> names =
        names().stream().filter(name -> name.reference().equals(reference)).filter(which).toList();
    if (names.isEmpty()) {
      return false;
    }
    explaining(
        "cannot remove " + reference,
        () -> {
          names.forEach(catalog::removeName);
          return true;
        });
    collect();
    return true;
  }

  /** An empty file for this process alone, that is gone when it ends. */
  public Path scratchFile() {
    return explaining("cannot make a file in " + directories.path(), () -> session.scratchFile());
  }

  /** Removes a file of {@link #scratchFile}. */
  public void removeScratchFile(Path file) {
    explaining(
        "cannot remove " + file,
        () -> {
          session.removeScratchFile(file);
          return true;
        });
  }

  /**
   * Begins to add an image.
   *
   * @param layers the names that its layers may have; what of them is there stays
   */
  public Addition add(List<LayerName> layers) {
    return explaining(
        "cannot add to " + directories.path(),
        () -> new Addition(directories, session, catalog, layers));
  }

  /**
   * Uses an image.
   *
   * @throws ImageStoreException if the store no longer has it, or not all of it
   */
  public Lease lease(Digest image) {
    return explaining("cannot use image " + image, () -> newLease(image));
  }

  private Lease newLease(Digest digest) {
    LockFile lock =
        LockFile.sharedOfExisting(directories.kernel(), directories.images(), digest.hex())
            .orElseThrow(() -> gone(digest));
    try {
      ImageRecord image = catalog.image(digest).orElseThrow(() -> gone(digest));
      for (LayerName layer : image.layers()) {
        if (!isThere(layer)) {
          throw RecordText.damaged(directories.pathOf(layer).toString(), "it is missing");
        }
      }
      // overlayfs takes no directory twice; of a layer that comes again, the upper one hides the
      // other
      List<Path> layers =
          image.layers().reversed().stream().distinct().map(directories::pathOf).toList();
      return new Lease(image, layers, directories.lockOf(digest), lock, () -> leaseEnded(digest));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static ImageStoreException gone(Digest digest) {
    return new ImageStoreException(
        "image " + digest + " was removed from the store: pull it again", null);
  }

  /** How large everything in the store is. */
  public StoreUsage usage() {
    return explaining(
        "cannot look through " + directories.path(), () -> StoreUsage.of(directories));
  }

  /** Every image that has a record that can be read, with or without a name. */
  public List<ImageRecord> images() {
    return explaining(
        "cannot list the images",
        () -> new Collection(directories, catalog, session).readableImages());
  }

  /** Whether there is a record of an image, which may be damaged. */
  public boolean hasRecord(Digest image) {
    return explaining(
        "cannot look for image " + image,
        () -> TreeAccess.status(directories.kernel(), directories.images(), image.hex()) != null);
  }

  /** Whether anybody uses an image now, in whichever process. */
  public boolean isInUse(Digest image) {
    return explaining(
        "cannot look for users of " + image,
        () -> {
          if (TreeAccess.status(directories.kernel(), directories.images(), image.hex()) == null) {
            return false;
          }
          Optional<LockFile> free =
              LockFile.tryExclusiveOfExisting(
                  directories.kernel(), directories.images(), image.hex());
          free.ifPresent(LockFile::close);
          return free.isEmpty();
        });
  }

  private void leaseEnded(Digest image) {
    if (closed.get()) {
      return;
    }
    try {
      if (catalog.isMarkedUnnamed(image)) {
        collect();
      }
    } catch (KernelException | ImageStoreException e) {
      LOG.warn("image {} is left for the next sweep: {}", image, e.getMessage());
    }
  }

  /** Removes what no name and nobody's use needs any more. */
  public void collect() {
    explaining(
        "cannot clean up " + directories.path(),
        () -> {
          new Collection(directories, catalog, session).run();
          return true;
        });
  }

  private static <T> T explaining(String operation, Supplier<T> body) {
    try {
      return body.get();
    } catch (KernelException e) {
      throw StoreFailure.of(operation, e);
    }
  }

  /** Releases what this holds; leases stay until they are closed. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        session.close();
      } catch (KernelException e) {
        throw StoreFailure.of("cannot clean up " + directories.path(), e);
      } finally {
        directories.close();
      }
    }
  }
}
