package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The open descriptors of this JVM, from {@code /proc/self/fd}: number and target. Not those that
 * the JVM opens when it first needs them and keeps: classes and random numbers.
 *
 * @param directory the links, one for each descriptor
 */
record Descriptors(Path directory) implements Trace {
  private static final Pattern OWN_LISTING = Pattern.compile("/proc/\\d+/fd");

  static Descriptors ofThisJvm() {
    return new Descriptors(Path.of("/proc/self/fd"));
  }

  @Override
  public Set<String> present() throws IOException {
    Set<String> present = new HashSet<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(directory)) {
      for (Path link : links) {
        target(link)
            .filter(target -> !belongsToTheJvm(target))
            .ifPresent(target -> present.add(link.getFileName() + " -> " + target));
      }
    }
    return present;
  }

  private static Optional<String> target(Path link) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (NoSuchFileException closedMeanwhile) {
      return Optional.empty();
    }
  }

  private static boolean belongsToTheJvm(String target) {
    return OWN_LISTING.matcher(target).matches()
        || target.equals("/dev/random")
        || target.equals("/dev/urandom")
        || target.startsWith(System.getProperty("java.home"))
        || isOnClassPath(target);
  }

  private static boolean isOnClassPath(String target) {
    return target.endsWith(".jar")
        && Set.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
            .contains(target);
  }

  @Override
  public Optional<Leak> describe(String identity) {
    return Optional.of(Leak.ofThisJvm("descriptor " + identity));
  }
}
