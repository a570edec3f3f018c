package io.jcontainer.benchmarks.library;

import io.jcontainer.benchmarks.workspace.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fresh Java machine that runs containers when told to. */
public final class LibraryProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream told;
  private final BufferedReader answers;
  private final Duration opening;

  private LibraryProcess(Process process) {
    this.process = process;
    this.told = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    try {
      this.opening = Duration.ofNanos(Long.parseLong(line()));
    } catch (RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  /**
   * Starts one; when this returns its runtime is open.
   *
   * @param options of the Java machine, such as the heap's size
   * @param spares processes that it keeps ready
   */
  public static LibraryProcess start(Workspace workspace, List<String> options, int spares) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-classpath", System.getProperty("java.class.path", "")));
    command.add(LibraryMain.class.getName());
    command.add(workspace.directory().toString());
    command.add(workspace.rootFilesystem().toString());
    command.add(Integer.toString(spares));
    try {
      return new LibraryProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a Java machine", e);
    }
  }

  /** How long it took to open the runtime, in a machine that had done nothing before. */
  public Duration opening() {
    return opening;
  }

  /**
   * Runs containers.
   *
   * @param gap a pause before each, whole milliseconds
   * @throws IllegalStateException if one fails
   */
  public List<Sample> run(int count, Duration gap) {
    told.println(count + " " + gap.toMillis());
    String heading = line();
    if (!heading.equals("samples " + count)) {
      throw new IllegalStateException("not what was asked for: " + heading);
    }
    List<Sample> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      samples.add(Sample.parse(line()));
    }
    return samples;
  }

  private String line() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the Java machine that runs the containers has ended");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot hear the Java machine that runs containers", e);
    }
  }

  /** Ends it, and its containers with it. */
  @Override
  public void close() {
    told.close();
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException("the Java machine that ran containers exited with " + code);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
