package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.linux.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Programs as texts that are kept. They are written anew by {@code
 * -Djcontainer.golden.update=true}; a change of them is a change of what runs as root.
 */
final class GoldenProgram {
  private static final Path SOURCES =
      Path.of("src/test/resources/io/jcontainer/linux/container/launch");

  private GoldenProgram() {}

  static void assertUnchanged(String option, Program program) throws IOException {
    String now = program.explain();
    if (Boolean.getBoolean("jcontainer.golden.update")) {
      Files.createDirectories(SOURCES);
      Files.writeString(SOURCES.resolve(option + ".txt"), now);
    }
    try (InputStream golden =
        GoldenProgram.class.getResourceAsStream("launch/" + option + ".txt")) {
      assertThat(golden).as("the golden text of " + option).isNotNull();
      assertThat(now).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
