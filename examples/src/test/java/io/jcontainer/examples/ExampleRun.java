package io.jcontainer.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An example as a newcomer runs it: a JVM of its own, with the flag that the README names.
 *
 * @param exitCode of the JVM
 * @param stdout all of it
 * @param stderr all of it
 */
record ExampleRun(int exitCode, String stdout, String stderr) {
  private static final long LONGEST_MINUTES = 2;

  /** Runs {@code main} to its end, with an empty engine directory beneath the given one. */
  static ExampleRun of(Class<?> example, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djcontainer.root=" + directory.resolve("engine"));
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(example.getName());
    command.addAll(List.of(arguments));
    Path stdout = directory.resolve("stdout");
    Path stderr = directory.resolve("stderr");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .start();
    if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return new ExampleRun(
        process.exitValue(), Files.readString(stdout, UTF_8), Files.readString(stderr, UTF_8));
  }
}
