package io.jcontainer.junit.leak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The names in a directory; none if there is no such directory. */
final class Names {
  private Names() {}

  static Set<String> in(Path directory, Predicate<String> wanted) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (wanted.test(name)) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException none) {
      return Set.of();
    }
    return names;
  }
}
