package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Rename;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is being added to the store. Nothing of it is visible before {@link #commit} has
 * made all of it durable; closing it earlier leaves nothing.
 *
 * <p>Safe for use by many threads that work on a layer each, except that {@link #commit} and {@link
 * #close} come last.
 */
public final class Addition implements AutoCloseable {
  private static final int OWNER_ONLY = 0700;
  private static final int OWNER_FILE = 0600;

  private final Kernel kernel;
  private final StoreDirectories store;
  private final Session session;
  private final Catalog catalog;
  private final List<LockFile> locks = new ArrayList<>();
  private final List<StagedLayer> staged = new ArrayList<>();
  private final List<StagedArchive> archives = new ArrayList<>();
  private final List<Fd> opened = new ArrayList<>();
  private final String hold;

  Addition(StoreDirectories store, Session session, Catalog catalog, List<LayerName> layers) {
    this.kernel = store.kernel();
    this.store = store;
    this.session = session;
    this.catalog = catalog;
    try (LockFile _ = StoreLock.adding(store)) {
      this.hold = session.hold(layers);
    }
  }

  /**
   * Waits until nobody else is adding this layer, who may be in another process. To be called for
   * the lower of two layers first, and before looking whether the layer is there: then two who add
   * images that have layers in common do that work once, and never wait for each other.
   *
   * @throws ImageStoreException if the thread is interrupted
   */
  public void lock(Digest chainId) {
    try {
      locks.add(LockFile.exclusive(kernel, store.locks(), chainId.hex()));
    } catch (KernelException e) {
      throw StoreFailure.of("cannot lock layer " + chainId, e);
    }
  }

  /** A layer's directory if the store has it; it stays open, and there, until this is closed. */
  public Optional<Fd> find(LayerName layer) {
    try {
      Fd directory = TreeAccess.openDirectory(kernel, store.layers(), layer.directory());
      if (directory != null) {
        synchronized (opened) {
          opened.add(directory);
        }
      }
      return Optional.ofNullable(directory);
    } catch (KernelException e) {
      throw StoreFailure.of("cannot open layer " + layer, e);
    }
  }

  /** An empty directory for a layer that the store does not have. */
  public StagedLayer stage() {
    try {
      String name = session.freshName();
      kernel.mkdir(session.directory(), name, OWNER_ONLY);
      int flags = O.RDONLY | O.DIRECTORY | O.NOFOLLOW;
      Fd directory = kernel.open(session.directory(), name, flags, 0);
      StagedLayer layer = new StagedLayer(directory, name);
      synchronized (opened) {
        opened.add(directory);
        staged.add(layer);
      }
      return layer;
    } catch (KernelException e) {
      throw StoreFailure.of("cannot make a directory in " + store.path(), e);
    }
  }

  /** An empty file for a layer as it is in a registry; closed here. */
  public StagedArchive archive(Digest digest) {
    try {
      String name = session.freshName();
      int flags = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW;
      Fd file = kernel.open(session.directory(), name, flags, OWNER_FILE);
      StagedArchive archive = new StagedArchive(kernel, file, name, digest);
      synchronized (opened) {
        archives.add(archive);
      }
      return archive;
    } catch (KernelException e) {
      throw StoreFailure.of("cannot make a file in " + store.path(), e);
    }
  }

  /**
   * Completes the image: makes everything durable, then visible, and the name last of all.
   *
   * @param image what it is made of
   * @param layers those that were staged, with the names they shall have
   * @param documents by digest, which has been checked
   * @param name to give to the image, or empty for the image of this host
   */
  public void commit(
      ImageRecord image,
      Map<StagedLayer, LayerName> layers,
      Map<Digest, byte[]> documents,
      Optional<NameRecord> name) {
    try {
      StoreFiles files = new StoreFiles(kernel);
      Map<Digest, String> prepared = new LinkedHashMap<>();
      documents.forEach((digest, bytes) -> prepared.put(digest, files.prepare(session, bytes)));
      String record = files.prepare(session, image.write());
      kernel.syncfs(session.directory());
      try (LockFile _ = StoreLock.adding(store)) {
        layers.forEach(this::publish);
        prepared.forEach((digest, file) -> files.place(session, file, store.blobs(), digest.hex()));
        archives.forEach(
            archive -> files.place(session, archive.name(), store.blobs(), archive.digest().hex()));
        kernel.fsync(store.layers());
        kernel.fsync(store.blobs());
        catalog.placeImage(session, record, image);
        kernel.fsync(store.images());
        name.ifPresentOrElse(
            given -> catalog.writeName(session, given),
            () -> catalog.writeHost(session, image.digest()));
      }
    } catch (KernelException e) {
      throw StoreFailure.of("cannot add image " + image.digest(), e);
    }
  }

  /** Two images may bring the same layer over different ones; the first to come is as good. */
  private void publish(StagedLayer layer, LayerName name) {
    try {
      kernel.rename(
          session.directory(), layer.name(), store.layers(), name.directory(), Rename.NOREPLACE);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  /** Removes what was not committed and lets others go on, whatever of that fails. */
  @Override
  public void close() {
    opened.forEach(Fd::close);
    archives.forEach(StagedArchive::close);
    StoreFiles files = new StoreFiles(kernel);
    List<Runnable> steps = new ArrayList<>();
    archives.forEach(archive -> steps.add(() -> files.remove(session.directory(), archive.name())));
    staged.forEach(
        layer -> steps.add(() -> TreeRemoval.remove(kernel, session.directory(), layer.name())));
    steps.add(() -> session.release(hold));
    locks.reversed().forEach(lock -> steps.add(lock::remove));
    runAll(steps);
  }

  private void runAll(List<Runnable> steps) {
    List<KernelException> failures = new ArrayList<>();
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (KernelException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      ImageStoreException failure =
          StoreFailure.of("cannot clean up " + store.path(), failures.getFirst());
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }
}
