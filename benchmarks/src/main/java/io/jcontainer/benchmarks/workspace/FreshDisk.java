package io.jcontainer.benchmarks.workspace;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A new ext4 file system, in memory where there is room for it. A used one does not do: ext4 passes
 * over the numbers of files that were removed a moment ago, one by one, so that whoever makes files
 * after another has removed some pays for it.
 */
public final class FreshDisk implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long SIZE = 12L << 30;

  private final Path image;
  private final Path directory;

  private FreshDisk(Path image, Path directory) {
    this.image = image;
    this.directory = directory;
  }

  /** Makes and mounts one of 12 GiB; what is not written takes no room. */
  public static FreshDisk make() {
    try {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      Path home = Files.isDirectory(MEMORY) ? MEMORY : temporary;
      FreshDisk disk =
          new FreshDisk(
              Files.createTempFile(home, "jcontainer-b", ".ext4"),
              Files.createTempDirectory(temporary, "jcontainer-b"));
      disk.mount();
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a file system to work in", e);
    }
  }

  private void mount() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    Command.demand(
        List.of(
            "mkfs.ext4",
            "-q",
            "-F",
            "-E",
            "lazy_itable_init=0,lazy_journal_init=0",
            image.toString()));
    Command.demand(List.of("mount", "-o", "loop,discard", image.toString(), directory.toString()));
  }

  /** Where it is mounted. */
  public Path directory() {
    return directory;
  }

  /** Writes down what is still in memory, so that who comes next does not pay for it. */
  public void settle() {
    Command.demand(List.of("sync", "--file-system", directory.toString()));
  }

  /** Unmounts and removes it. */
  @Override
  public void close() {
    Command.demand(List.of("umount", directory.toString()));
    try {
      Files.delete(directory);
      Files.delete(image);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + image, e);
    }
  }
}
