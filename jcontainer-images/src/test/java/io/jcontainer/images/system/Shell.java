package io.jcontainer.images.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs scripts of the test's resources on the host. */
final class Shell {
  private Shell() {}

  /** Runs a script in a directory and returns what it wrote; fails if it fails. */
  static String run(Path directory, String script, String... arguments)
      throws IOException, InterruptedException {
    String text;
    try (InputStream resource = Shell.class.getResourceAsStream(script)) {
      if (resource == null) {
        throw new IOException("no resource " + script);
      }
      text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> command = new ArrayList<>(List.of("bash", "-euc", text, script));
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(script + " failed: " + said);
    }
    return said;
  }
}
