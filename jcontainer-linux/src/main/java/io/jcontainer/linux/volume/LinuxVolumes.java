package io.jcontainer.linux.volume;

import io.jcontainer.Volume;
import io.jcontainer.VolumeException;
import io.jcontainer.VolumeInfo;
import io.jcontainer.VolumeStore;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Lock;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Rename;
import io.jcontainer.linux.files.TreeRemoval;
import io.jcontainer.linux.rootfs.InRoot;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The volumes beneath one root directory. */
public final class LinuxVolumes implements VolumeStore, AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final String MAKING = ".new-";
  private static final String REMOVING = ".gone-";

  private final Kernel kernel;
  private final Path root;
  private final Fd directory;
  private final VolumeLocks locks;

  /** The volumes beneath a root directory, which exists. */
  public LinuxVolumes(Kernel kernel, Path root) {
    this.kernel = kernel;
    this.root = root;
    try (Fd store = kernel.open(Descriptor.CWD, root.toString(), O.PATH | O.DIRECTORY, 0)) {
      tolerating(Errno.EEXIST, () -> kernel.mkdir(store, "volumes", 0700));
      directory = kernel.open(store, "volumes", O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
    }
    locks = new VolumeLocks(kernel, directory);
  }

  private static boolean tolerating(Errno tolerated, Runnable call) {
    try {
      call.run();
      return true;
    } catch (KernelException e) {
      if (e.errno().equals(tolerated)) {
        return false;
      }
      throw e;
    }
  }

  Path data(String name) {
    return root.resolve("volumes").resolve(name).resolve("data");
  }

  @Override
  public Volume create(String name, Map<String, String> labels) {
    Volume volume = Volume.named(name);
    if (!naming("create", name, () -> made(volume, labels))) {
      throw new VolumeException(
          name, "volume " + name + " exists already: use it, or remove it first", null);
    }
    return volume;
  }

  /** Makes a volume under a passing name, whole, and gives it its name; false if that is taken. */
  private boolean made(Volume volume, Map<String, String> labels) {
    VolumeRecord record = new VolumeRecord(Instant.now(), volume.temporary(), labels);
    String passing = passing(MAKING);
    kernel.mkdir(directory, passing, 0700);
    boolean placed = false;
    try {
      kernel.mkdir(directory, passing + "/data", 0755);
      write(passing + "/lock", new byte[0]);
      write(passing + "/fresh", new byte[0]);
      write(passing + "/info", record.bytes());
      placed =
          tolerating(
              Errno.EEXIST,
              () -> kernel.rename(directory, passing, directory, volume.name(), Rename.NOREPLACE));
      return placed;
    } finally {
      if (!placed) {
        TreeRemoval.remove(kernel, directory, passing);
      }
    }
  }

  private static String passing(String kind) {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return kind + HexFormat.of().formatHex(bytes);
  }

  private void write(String path, byte[] bytes) {
    int make = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW;
    try (Fd file = kernel.open(directory, path, make, 0600)) {
      kernel.write(file, bytes, 0, bytes.length);
      kernel.fsync(file);
    }
  }

  /** Takes a volume into use, making it when there is none. */
  public VolumeLease use(Volume volume) {
    return naming(
        "use",
        volume.name(),
        () -> {
          while (true) {
            Fd lock = locks.take(volume.name(), Lock.SH);
            if (lock != null) {
              return new VolumeLease(this, volume, locks, lock);
            }
            made(volume, Map.of());
          }
        });
  }

  @Override
  public Optional<VolumeInfo> inspect(String name) {
    Volume.named(name);
    return naming("inspect", name, () -> info(name));
  }

  private Optional<VolumeInfo> info(String name) {
    return new InRoot(kernel, directory)
        .readSmall(name + "/info", VolumeRecord.LONGEST)
        .map(bytes -> VolumeRecord.parse(name, bytes))
        .map(
            record ->
                new VolumeInfo(
                    new Volume(name, record.anonymous()),
                    record.labels(),
                    record.created(),
                    isInUse(name)));
  }

  private boolean isInUse(String name) {
    try {
      Fd lock = locks.take(name, Lock.EX | Lock.NB);
      if (lock != null) {
        locks.giveBack(lock);
      }
      return false;
    } catch (VolumeException e) {
      return true;
    }
  }

  @Override
  public List<VolumeInfo> list() {
    List<VolumeInfo> all = new ArrayList<>();
    for (String name : names()) {
      if (!name.startsWith(".")) {
        inspect(name).ifPresent(all::add);
      }
    }
    all.sort(Comparator.comparing(info -> info.volume().name()));
    return all;
  }

  private List<String> names() {
    try (Fd listing = kernel.open(directory, ".", O.RDONLY | O.DIRECTORY, 0)) {
      return kernel.list(listing).stream().map(DirectoryEntry::name).toList();
    }
  }

  @Override
  public boolean remove(String name) {
    Volume.named(name);
    return naming("remove", name, () -> removed(name));
  }

  private boolean removed(String name) {
    Fd taken = locks.take(name, Lock.EX | Lock.NB);
    if (taken == null) {
      return false;
    }
    try (taken) {
      String passing = passing(REMOVING);
      kernel.rename(directory, name, directory, passing, 0);
      TreeRemoval.remove(kernel, directory, passing);
    }
    return true;
  }

  /** Removes a volume unless somebody uses it. */
  boolean removeUnused(String name) {
    try {
      return remove(name);
    } catch (VolumeException e) {
      if (e.getCause() == null) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<String> prune(Predicate<VolumeInfo> wanted) {
    sweep();
    List<String> gone = new ArrayList<>();
    for (VolumeInfo info : list()) {
      if (!info.inUse() && wanted.test(info) && removeUnused(info.volume().name())) {
        gone.add(info.volume().name());
      }
    }
    return gone;
  }

  /** Removes what makers and removers left that died on the way. */
  private void sweep() {
    long before = Instant.now().minus(ABANDONED).getEpochSecond();
    for (String name : names()) {
      if (name.startsWith(MAKING) || name.startsWith(REMOVING)) {
        try {
          if (kernel.stat(directory, name, At.SYMLINK_NOFOLLOW).modifySeconds() < before) {
            TreeRemoval.remove(kernel, directory, name);
          }
        } catch (KernelException e) {
          if (!e.errno().equals(Errno.ENOENT)) {
            throw e;
          }
        }
      }
    }
  }

  /** The volume's directory, for whoever fills it. */
  Fd open(String name) {
    return kernel.open(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW, 0);
  }

  static <T> T naming(String operation, String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (KernelException e) {
      throw new VolumeException(
          name, "cannot " + operation + " volume " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
