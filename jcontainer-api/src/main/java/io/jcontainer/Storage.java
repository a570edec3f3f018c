package io.jcontainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Memory and disk that a container's file systems may take.
 *
 * @param sharedMemory the size of {@code /dev/shm}, {@link #DEFAULT_SHARED_MEMORY} unless set
 * @param disk the most that the container may write into its root file system
 * @param secrets in {@code /run/secrets}
 */
public record Storage(ByteSize sharedMemory, Optional<ByteSize> disk, List<Secret> secrets) {
  /** What other engines give too. */
  public static final ByteSize DEFAULT_SHARED_MEMORY = ByteSize.ofMiB(64);

  private static final ByteSize SMALLEST_DISK = ByteSize.ofKiB(64);
  private static final Storage DEFAULTS =
      new Storage(DEFAULT_SHARED_MEMORY, Optional.empty(), List.of());

  /** Refuses no size at all, and a disk that nothing fits on. */
  public Storage {
    secrets = List.copyOf(secrets);
    if (sharedMemory.bytes() == 0) {
      throw new InvalidSpecException("shared memory size 0 B", "it must hold something");
    }
    if (disk.isPresent() && disk.get().compareTo(SMALLEST_DISK) < 0) {
      throw new InvalidSpecException(
          "disk limit " + disk.get(), "it must hold at least " + SMALLEST_DISK);
    }
  }

  /** 64 MiB of shared memory, no limit of the disk. */
  public static Storage defaults() {
    return DEFAULTS;
  }

  /** The same with other shared memory. */
  public Storage withSharedMemory(ByteSize size) {
    return new Storage(size, disk, secrets);
  }

  /** The same with a limit of what may be written. */
  public Storage withDisk(ByteSize size) {
    return new Storage(sharedMemory, Optional.of(size), secrets);
  }

  /** The same with one more secret. */
  public Storage withSecret(Secret secret) {
    if (secrets.stream().anyMatch(other -> other.name().equals(secret.name()))) {
      throw new InvalidSpecException(
          "secret " + secret.name(), "there is one of that name already");
    }
    List<Secret> more = new ArrayList<>(secrets);
    more.add(secret);
    return new Storage(sharedMemory, disk, more);
  }
}
