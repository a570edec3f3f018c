package io.jcontainer.images.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program of the host that tests compare with, and the arguments that it always gets. */
public final class Tool {
  private final Path directory;
  private final List<String> start;

  /** One that runs in a directory, which is its home, too. */
  public Tool(Path directory, String... start) {
    this.directory = directory;
    this.start = List.of(start);
  }

  /** Whether it succeeds. */
  public boolean isFine(String... arguments) {
    return finish(run(arguments)).code() == 0;
  }

  /** What it says; an error if it fails. */
  public String say(String... arguments) {
    Said said = finish(run(arguments));
    if (said.code() != 0) {
      throw new IllegalStateException(
          start.getFirst() + " " + Arrays.toString(arguments) + " failed: " + said.text());
    }
    return said.text().strip();
  }

  private record Said(int code, String text) {}

  private Process run(String... arguments) {
    List<String> command = new ArrayList<>(start);
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Said finish(Process process) {
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
