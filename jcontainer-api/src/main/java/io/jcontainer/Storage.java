package io.jcontainer;

import java.util.Optional;

/**
 * Memory and disk that a container's file systems may take.
 *
 * @param sharedMemory the size of {@code /dev/shm}, {@link #DEFAULT_SHARED_MEMORY} unless set
 * @param disk the most that the container may write into its root file system
 */
public record Storage(ByteSize sharedMemory, Optional<ByteSize> disk) {
  /** What other engines give too. */
  public static final ByteSize DEFAULT_SHARED_MEMORY = ByteSize.ofMiB(64);

  private static final ByteSize SMALLEST_DISK = ByteSize.ofKiB(64);
  private static final Storage DEFAULTS = new Storage(DEFAULT_SHARED_MEMORY, Optional.empty());

  /** Refuses no size at all, and a disk that nothing fits on. */
  public Storage {
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
}
