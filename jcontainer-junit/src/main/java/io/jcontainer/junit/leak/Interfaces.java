package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The network interfaces of this JVM's network namespace.
 *
 * @param directory {@code /sys/class/net}, an entry for each
 */
record Interfaces(Path directory) implements Trace {
  static Interfaces ofThisNamespace() {
    return new Interfaces(Path.of("/sys/class/net"));
  }

  @Override
  public Set<String> present() throws IOException {
    return Names.in(directory, name -> true);
  }

  @Override
  public Optional<Leak> describe(String identity) {
    return Optional.of(Leak.ofTheHost("network interface " + identity));
  }
}
