package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files and directories whose name starts with {@code jcontainer} where temporary ones are made.
 *
 * @param directories the temporary directory, and the one of POSIX shared memory
 */
record TemporaryFiles(List<Path> directories) implements Trace {
  static TemporaryFiles ofThisHost() {
    return new TemporaryFiles(
        List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm")));
  }

  @Override
  public Set<String> present() throws IOException {
    Set<String> present = new HashSet<>();
    for (Path directory : directories) {
      for (String name : Names.in(directory, name -> name.startsWith("jcontainer"))) {
        present.add(directory.resolve(name).toString());
      }
    }
    return present;
  }

  @Override
  public Optional<Leak> describe(String identity) {
    return Optional.of(Leak.ofTheHost("temporary file " + identity));
  }
}
