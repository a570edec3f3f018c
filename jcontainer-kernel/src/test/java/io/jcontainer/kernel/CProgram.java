package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A C program that a test has compiled, to hold what Java believes against what C knows. */
public final class CProgram {
  private CProgram() {}

  /** Compiles a program for this machine. */
  public static Path compile(Path directory, String source, String... options)
      throws IOException, InterruptedException {
    return compile(TestHost.requireCompiler(), directory, source, options);
  }

  /** Compiles a program with some compiler. */
  public static Path compile(Path compiler, Path directory, String source, String... options)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("probe.c"), source);
    Path program = directory.resolve("probe");
    List<String> command = new ArrayList<>(List.of(compiler.toString(), "-D_GNU_SOURCE"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString(), file.toString()));
    run(command);
    return program;
  }

  /** Runs a program that prints a name and a number on each line. */
  public static Map<String, Long> numbers(Path program) throws IOException, InterruptedException {
    Map<String, Long> numbers = new TreeMap<>();
    for (String line : run(List.of(program.toString())).lines().toList()) {
      int space = line.lastIndexOf(' ');
      numbers.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
    }
    return numbers;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output;
  }
}
