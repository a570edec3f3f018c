package io.jcontainer.images.store;

import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A directory for what one open store is making: nothing in it is visible to anybody. It lives as
 * long as its lock is held, so what a process leaves behind that is killed is swept by the next one
 * that looks.
 */
final class Session implements AutoCloseable {
  static final String LOCK = ".lock";
  private static final String HOLD = "hold-";
  private static final int OWNER_ONLY = 0700;
  private static final int OWNER_FILE = 0600;

  private final Kernel kernel;
  private final StoreDirectories store;
  private final String name;
  private final LockFile lock;
  private final Fd directory;
  private final AtomicLong names = new AtomicLong();

  private Session(Kernel kernel, StoreDirectories store, String name, LockFile lock, Fd directory) {
    this.kernel = kernel;
    this.store = store;
    this.name = name;
    this.lock = lock;
    this.directory = directory;
  }

  static Session open(Kernel kernel, StoreDirectories store) {
    String name = UUID.randomUUID().toString();
    LockFile lock = LockFile.exclusive(kernel, store.sessions(), name + LOCK);
    try {
      kernel.mkdir(store.sessions(), name, OWNER_ONLY);
      Fd directory = kernel.open(store.sessions(), name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
      return new Session(kernel, store, name, lock, directory);
    } catch (RuntimeException e) {
      lock.remove();
      throw e;
    }
  }

  Fd directory() {
    return directory;
  }

  /** A name that nothing in the directory has. */
  String freshName() {
    return Long.toString(names.incrementAndGet());
  }

  Path scratchFile() {
    String file = freshName();
    kernel.open(directory, file, O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW, OWNER_FILE).close();
    return store.path().resolve("sessions").resolve(name).resolve(file);
  }

  void removeScratchFile(Path file) {
    new StoreFiles(kernel).remove(directory, String.valueOf(file.getFileName()));
  }

  /** Says which layers are needed by something in the making, until {@link #release}. */
  String hold(List<LayerName> layers) {
    String file = HOLD + freshName();
    String text = layers.stream().map(LayerName::directory).collect(Collectors.joining("\n"));
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (Fd fd =
        kernel.open(directory, file, O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW, OWNER_FILE)) {
      kernel.write(fd, bytes, 0, bytes.length);
    }
    return file;
  }

  /** Ends a {@link #hold}. */
  void release(String hold) {
    new StoreFiles(kernel).remove(directory, hold);
  }

  /** The layers that any session holds, living or dead. */
  static Set<LayerName> held(Kernel kernel, StoreDirectories store) {
    Set<LayerName> held = new HashSet<>();
    for (DirectoryEntry entry : kernel.list(store.sessions())) {
      if (!entry.name().endsWith(LOCK)) {
        held.addAll(heldBy(kernel, store, entry.name()));
      }
    }
    return held;
  }

  /** The layers that any living session holds; those that are dead are swept. */
  static Set<LayerName> heldOrSwept(Kernel kernel, StoreDirectories store) {
    Set<LayerName> held = new HashSet<>();
    for (DirectoryEntry entry : kernel.list(store.sessions())) {
      if (!isLock(kernel, store, entry.name())) {
        continue;
      }
      String session = entry.name().substring(0, entry.name().length() - LOCK.length());
      Optional<LockFile> dead =
          LockFile.tryExclusiveOfExisting(kernel, store.sessions(), entry.name());
      if (dead.isPresent()) {
        TreeRemoval.remove(kernel, store.sessions(), session);
        dead.get().remove();
      } else {
        held.addAll(heldBy(kernel, store, session));
      }
    }
    return held;
  }

  /** Whether a name is that of a session's lock. */
  static boolean isLock(Kernel kernel, StoreDirectories store, String file) {
    FileStatus status = TreeAccess.status(kernel, store.sessions(), file);
    return file.endsWith(LOCK) && status != null && status.isRegular();
  }

  private static List<LayerName> heldBy(Kernel kernel, StoreDirectories store, String session) {
    List<LayerName> held = new ArrayList<>();
    try (Fd directory = TreeAccess.openDirectory(kernel, store.sessions(), session)) {
      if (directory == null) {
        return held;
      }
      for (DirectoryEntry entry : kernel.list(directory)) {
        if (entry.name().startsWith(HOLD)) {
          new StoreFiles(kernel)
              .read(directory, entry.name())
              .ifPresent(text -> held.addAll(layers(text)));
        }
      }
    }
    return held;
  }

  private static List<LayerName> layers(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII)
        .lines()
        .filter(LayerName::isName)
        .map(LayerName::new)
        .toList();
  }

  /**
   * Removes the directory with what is left in it; if that fails, it is left for the next sweep.
   */
  @Override
  public void close() {
    directory.close();
    try (lock) {
      TreeRemoval.remove(kernel, store.sessions(), name);
      lock.remove();
    }
  }
}
