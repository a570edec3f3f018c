package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.StoreFinding;
import io.jcontainer.StoreFinding.Kind;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at names, records and what they speak of, while nobody adds to the store or removes. */
final class StoreSurvey {
  private final Kernel kernel;
  private final StoreDirectories store;
  private final Catalog catalog;
  private final Findings findings;

  StoreSurvey(StoreDirectories store, Catalog catalog, boolean repairing) {
    this.kernel = store.kernel();
    this.store = store;
    this.catalog = catalog;
    this.findings = new Findings(repairing);
  }

  List<StoreFinding> run() {
    try (LockFile _ = StoreLock.changing(store)) {
      new StrangeFiles(store, findings).find();
      leftSessions();
      leftLocks();
      leftMarks();
      names();
      Optional<List<ImageRecord>> images = records();
      images.ifPresent(this::unneeded);
      return findings.all();
    }
  }

  private void leftSessions() {
    Set<String> locked = new HashSet<>();
    for (DirectoryEntry entry : kernel.list(store.sessions())) {
      if (Session.isLock(kernel, store, entry.name())) {
        String session = entry.name().substring(0, entry.name().length() - Session.LOCK.length());
        locked.add(session);
        Optional<LockFile> dead =
            LockFile.tryExclusiveOfExisting(kernel, store.sessions(), entry.name());
        dead.ifPresent(lock -> left("sessions", session, "its process is gone", lock));
      }
    }
    for (DirectoryEntry entry : kernel.list(store.sessions())) {
      if (!entry.name().endsWith(Session.LOCK) && !locked.contains(entry.name())) {
        findings.mend(
            Kind.LEFT_BEHIND,
            store.path().resolve("sessions").resolve(entry.name()),
            "nobody holds its lock",
            () -> TreeRemoval.remove(kernel, store.sessions(), entry.name()));
      }
    }
  }

  private void left(String room, String session, String why, LockFile lock) {
    try (lock) {
      findings.mend(
          Kind.LEFT_BEHIND,
          store.path().resolve(room).resolve(session),
          why,
          () -> {
            TreeRemoval.remove(kernel, store.sessions(), session);
            lock.remove();
          });
    }
  }

  private void leftLocks() {
    for (DirectoryEntry entry : kernel.list(store.locks())) {
      if (!Catalog.isDigest(entry.name())) {
        continue;
      }
      Optional<LockFile> free =
          LockFile.tryExclusiveOfExisting(kernel, store.locks(), entry.name());
      free.ifPresent(
          lock -> {
            try (lock) {
              findings.mend(
                  Kind.LEFT_BEHIND,
                  store.path().resolve("locks").resolve(entry.name()),
                  "nobody holds this lock",
                  lock::remove);
            }
          });
    }
  }

  private void leftMarks() {
    Set<String> images = new HashSet<>(catalog.images());
    for (DirectoryEntry entry : kernel.list(store.images())) {
      String name = entry.name();
      if (name.endsWith(Catalog.UNNAMED)
          && !images.contains(name.substring(0, name.length() - Catalog.UNNAMED.length()))) {
        findings.mend(
            Kind.LEFT_BEHIND,
            store.path().resolve("images").resolve(name),
            "there is no such image",
            () -> kernel.unlink(store.images(), name, 0));
      }
    }
  }

  private void names() {
    List<String> files = new ArrayList<>(catalog.records(store.names()));
    files.add(Catalog.HOST);
    for (String file : files) {
      Path path = store.path().resolve("names").resolve(file);
      try {
        Optional<Digest> image = imageOf(file, path);
        if (image.isPresent() && !catalog.images().contains(image.get().hex())) {
          findings.mend(
              Kind.NAME_DANGLING,
              path,
              "there is no image " + image.get(),
              () -> kernel.unlink(store.names(), file, 0));
        }
      } catch (ImageStoreException e) {
        findings.add(Kind.NAME_UNREADABLE, path, String.valueOf(e.getMessage()), List.of());
      }
    }
  }

  private Optional<Digest> imageOf(String file, Path path) {
    if (file.equals(Catalog.HOST)) {
      return catalog.host();
    }
    Optional<NameRecord> name = catalog.name(file);
    if (name.isPresent() && !name.get().file().equals(file)) {
      throw RecordText.damaged(
          path.toString(), "it is that of " + name.get().reference() + " under another name");
    }
    return name.map(NameRecord::image);
  }

  /** All records; empty if one cannot be read. */
  private Optional<List<ImageRecord>> records() {
    List<ImageRecord> images = new ArrayList<>();
    boolean complete = true;
    for (String image : catalog.images()) {
      Digest digest = digestOf(image);
      Path path = store.path().resolve("images").resolve(image);
      try {
        ImageRecord record = catalog.image(digest).orElseThrow();
        if (record.digest().equals(digest)) {
          images.add(record);
          presence(record);
        } else {
          complete = false;
          findings.add(
              Kind.RECORD_WRONG, path, "it is that of " + record.digest(), List.of(digest));
        }
      } catch (ImageStoreException e) {
        complete = false;
        findings.add(Kind.RECORD_UNREADABLE, path, String.valueOf(e.getMessage()), List.of(digest));
      }
    }
    return complete ? Optional.of(images) : Optional.empty();
  }

  static Digest digestOf(String file) {
    return new Digest(file.length() == 64 ? "sha256" : "sha512", file);
  }

  /** The record of an image if it is sound. */
  static Optional<ImageRecord> readable(Catalog catalog, String image) {
    try {
      return catalog.image(digestOf(image)).filter(found -> found.digest().hex().equals(image));
    } catch (ImageStoreException _) {
      return Optional.empty();
    }
  }

  private void presence(ImageRecord image) {
    for (Digest document : image.documents()) {
      if (TreeAccess.status(kernel, store.blobs(), document.hex()) == null) {
        findings.add(
            Kind.DOCUMENT_MISSING,
            store.path().resolve("blobs/sha256").resolve(document.hex()),
            "it is missing",
            List.of(image.digest()));
      }
    }
    for (LayerName layer : Set.copyOf(image.layers())) {
      FileStatus status = TreeAccess.status(kernel, store.layers(), layer.directory());
      if (status == null || !status.isDirectory()) {
        findings.add(
            Kind.LAYER_MISSING, store.pathOf(layer), "it is missing", List.of(image.digest()));
      }
    }
  }

  private void unneeded(List<ImageRecord> images) {
    Set<String> blobs = new HashSet<>();
    Set<String> layers = new HashSet<>();
    for (ImageRecord image : images) {
      image.documents().forEach(document -> blobs.add(document.hex()));
      image.archives().forEach(archive -> blobs.add(archive.hex()));
      image.layers().forEach(layer -> layers.add(layer.directory()));
    }
    Session.held(kernel, store).forEach(layer -> layers.add(layer.directory()));
    unneeded(store.blobs(), "blobs/sha256", blobs);
    unneeded(store.layers(), "layers", layers);
  }

  private void unneeded(Fd room, String name, Set<String> needed) {
    for (DirectoryEntry entry : kernel.list(room)) {
      boolean proper = Catalog.isDigest(entry.name()) || LayerName.isName(entry.name());
      if (proper && !needed.contains(entry.name())) {
        findings.mend(
            Kind.LEFT_BEHIND,
            store.path().resolve(name).resolve(entry.name()),
            "no image needs it",
            () -> TreeRemoval.remove(kernel, room, entry.name()));
      }
    }
  }
}
