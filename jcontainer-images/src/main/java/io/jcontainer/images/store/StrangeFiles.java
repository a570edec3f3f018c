package io.jcontainer.images.store;

import io.jcontainer.StoreFinding.Kind;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/** Finds what no store has, and what others than its owner may read. */
final class StrangeFiles {
  private static final Set<String> ROOMS =
      Set.of("blobs", "layers", "images", "names", "locks", "sessions");
  private static final int PERMISSIONS = 07777;
  private static final int OWNER_ONLY = 0700;
  private static final int OWNER_FILE = 0600;

  private final Kernel kernel;
  private final StoreDirectories store;
  private final Findings findings;
  private final long owner;

  StrangeFiles(StoreDirectories store, Findings findings) {
    this.kernel = store.kernel();
    this.store = store;
    this.findings = findings;
    this.owner = kernel.effectiveUid();
  }

  void find() {
    try (Fd top = kernel.open(Descriptor.CWD, store.path().toString(), O.RDONLY | O.DIRECTORY, 0);
        Fd digests = kernel.open(top, "blobs", O.RDONLY | O.DIRECTORY, 0)) {
      directory(top, store.path());
      directory(digests, path("blobs"));
      strangers(top, store.path(), ROOMS::contains);
      strangers(digests, path("blobs"), "sha256"::equals);
    }
    directory(store.layers(), path("layers"));
    strangers(store.layers(), path("layers"), LayerName::isName);
    directory(store.sessions(), path("sessions"));
    room(store.blobs(), path("blobs/sha256"), Catalog::isDigest);
    room(store.images(), path("images"), StrangeFiles::isOfImages);
    room(store.names(), path("names"), name -> Catalog.isDigest(name) || name.equals(Catalog.HOST));
    room(
        store.locks(),
        path("locks"),
        name -> Catalog.isDigest(name) || name.equals(StoreLock.NAME));
  }

  private Path path(String room) {
    return store.path().resolve(room);
  }

  private static boolean isOfImages(String name) {
    return Catalog.isDigest(name)
        || (name.endsWith(Catalog.UNNAMED)
            && Catalog.isDigest(name.substring(0, name.length() - Catalog.UNNAMED.length())));
  }

  private void strangers(Fd directory, Path path, Predicate<String> proper) {
    for (DirectoryEntry entry : kernel.list(directory)) {
      if (!proper.test(entry.name())) {
        foreign(directory, path, entry.name(), "no store has a file of that name there");
      }
    }
  }

  private void foreign(Fd directory, Path path, String name, String why) {
    findings.mend(
        Kind.FOREIGN, path.resolve(name), why, () -> TreeRemoval.remove(kernel, directory, name));
  }

  /** A room of the store that holds files alone. */
  private void room(Fd room, Path path, Predicate<String> proper) {
    directory(room, path);
    strangers(room, path, proper);
    for (DirectoryEntry entry : kernel.list(room)) {
      FileStatus status = TreeAccess.status(kernel, room, entry.name());
      if (status == null || !proper.test(entry.name())) {
        continue;
      }
      if (status.isRegular()) {
        requireMode(room, entry.name(), path.resolve(entry.name()), status, OWNER_FILE);
      } else {
        foreign(room, path, entry.name(), "it is no file");
      }
    }
  }

  private void directory(Fd directory, Path path) {
    requireMode(directory, "", path, TreeAccess.status(kernel, directory), OWNER_ONLY);
  }

  private void requireMode(Fd directory, String name, Path path, FileStatus status, int mode) {
    if (status.uid() == owner && (status.mode() & PERMISSIONS) == mode) {
      return;
    }
    int flags = name.isEmpty() ? At.EMPTY_PATH : At.SYMLINK_NOFOLLOW;
    findings.mend(
        Kind.WRONG_MODE,
        path,
        "its owner is "
            + status.uid()
            + " and its mode "
            + Integer.toOctalString(status.mode() & PERMISSIONS),
        () -> {
          kernel.chown(directory, name, owner, -1, flags);
          kernel.chmod(directory, name, mode, flags);
        });
  }
}
