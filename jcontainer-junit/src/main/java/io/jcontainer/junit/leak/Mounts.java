package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The mounts of this JVM's mount namespace: the lines of {@code /proc/self/mountinfo}, so that a
 * mount whose flags or propagation changed counts as a new one.
 *
 * @param mountinfo the file
 */
record Mounts(Path mountinfo) implements Trace {
  static Mounts ofThisNamespace() {
    return new Mounts(Path.of("/proc/self/mountinfo"));
  }

  @Override
  public Set<String> present() throws IOException {
    return new HashSet<>(Files.readAllLines(mountinfo));
  }

  @Override
  public Optional<Leak> describe(String identity) {
    return Optional.of(Leak.ofTheHost("mount " + identity));
  }
}
