package io.jcontainer.linux.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A C program among the test resources, compiled with the host's gcc. */
final class CProgram {
  private final Path executable;

  private CProgram(Path executable) {
    this.executable = executable;
  }

  /**
   * What a run left.
   *
   * @param exitCode 128 and more for a signal
   * @param output its standard output, one character per byte
   * @param errors its standard error as text
   */
  record Result(int exitCode, String output, String errors) {
    byte[] bytes() {
      return output.getBytes(ISO_8859_1);
    }
  }

  /**
   * Compiles a program.
   *
   * @param name of the resource
   * @param directory to put the executable into
   * @param flags for the linker
   */
  static CProgram compile(String name, Path directory, String... flags)
      throws IOException, InterruptedException {
    Path source = directory.resolve(name);
    try (InputStream resource = CProgram.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(resource, name), source);
    }
    Path executable = directory.resolve(name + ".out");
    List<String> command =
        new ArrayList<>(List.of("gcc", "-O1", "-o", executable.toString(), source.toString()));
    command.addAll(List.of(flags));
    Result result = execute(command, new byte[0]);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(result.errors());
    }
    return new CProgram(executable);
  }

  /** Preprocesses C text with the host's headers and hands out every macro. */
  static String macros(String text) throws IOException, InterruptedException {
    Result result = execute(List.of("gcc", "-E", "-dM", "-"), text.getBytes(UTF_8));
    if (result.exitCode() != 0) {
      throw new IllegalStateException(result.errors());
    }
    return result.output();
  }

  Result run(byte[] input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of(arguments));
    return execute(command, input);
  }

  private static Result execute(List<String> command, byte[] input)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("jcontainer-test", ".out");
    Path errors = Files.createTempFile("jcontainer-test", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input);
      }
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException("takes longer than a minute: " + command);
      }
      return new Result(
          process.exitValue(), Files.readString(output, ISO_8859_1), Files.readString(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
