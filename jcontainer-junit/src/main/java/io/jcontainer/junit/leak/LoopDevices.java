package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The loop devices of the host that have a file attached.
 *
 * @param directory {@code /sys/block}, an entry for each block device
 */
record LoopDevices(Path directory) implements Trace {
  static LoopDevices ofThisHost() {
    return new LoopDevices(Path.of("/sys/block"));
  }

  @Override
  public Set<String> present() throws IOException {
    return Names.in(directory, name -> name.startsWith("loop") && Files.exists(backing(name)));
  }

  @Override
  public Optional<Leak> describe(String identity) throws IOException {
    try {
      String file = Files.readString(backing(identity)).strip();
      return Optional.of(Leak.ofTheHost("loop device " + identity + " on " + file));
    } catch (NoSuchFileException detached) {
      return Optional.empty();
    }
  }

  private Path backing(String name) {
    return directory.resolve(name).resolve("loop/backing_file");
  }
}
