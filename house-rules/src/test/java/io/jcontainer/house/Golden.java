package io.jcontainer.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text that is kept in the repository so that every change of it shows in review. {@code
 * -Dgolden=write} writes it anew.
 *
 * @param name of the file, below the golden directory
 */
record Golden(String name) {
  private static final boolean WRITE = "write".equals(System.getProperty("golden"));
  private static final Path DIRECTORY = Path.of("src/test/golden");

  /** Fails if the file says otherwise, or writes it if asked to. */
  void matches(String text) {
    Path file = DIRECTORY.resolve(name);
    try {
      if (WRITE) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      assertThat(text)
          .as("%s; after a change on purpose: mvn -pl house-rules -am verify -Dgolden=write", file)
          .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
