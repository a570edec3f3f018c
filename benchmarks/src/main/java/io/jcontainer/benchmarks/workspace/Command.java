package io.jcontainer.benchmarks.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other programs: where they are, and what they say. */
public final class Command {
  private Command() {}

  /**
   * What came of a program.
   *
   * @param code it exited with
   * @param output both streams, as they came
   */
  public record Outcome(int code, String output) {
    /** The last line, which is where most programs say what is wrong. */
    public String lastLine() {
      return output.lines().reduce((first, second) -> second).orElse("");
    }
  }

  /** Where a program is installed; those of the administrator may be off the path of others. */
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program to its end.
   *
   * @throws UncheckedIOException if it cannot be started
   */
  public static Outcome run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
    }
  }

  /**
   * Runs a program that has to succeed.
   *
   * @return its output
   * @throws IllegalStateException if it does not, with what it said
   */
  public static String demand(List<String> command) {
    Outcome outcome = run(command);
    if (outcome.code() != 0) {
      throw new IllegalStateException(
          "%s exited with %d: %s"
              .formatted(String.join(" ", command), outcome.code(), outcome.output().strip()));
    }
    return outcome.output();
  }
}
