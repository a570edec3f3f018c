package io.jcontainer;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command to be executed in a running container, and how. Immutable: each {@code with} gives
 * another one. What is left out is as for the container's first process; nothing is ever taken from
 * what that process has made of itself.
 *
 * <pre>{@code
 * ExecSpec.of("psql", "-c", "select 1").withUser("postgres").withTimeout(Duration.ofSeconds(5))
 * }</pre>
 *
 * @param command program and arguments, at least one; looked for in {@code PATH} inside
 * @param environment variables on top of the container's
 * @param user {@code user[:group]} by name or number, if another than the container's
 * @param workingDirectory absolute, if another than the container's
 * @param timeout after which it and all that it started is killed
 * @param terminal the size of the terminal it gets, if it gets one
 * @param detached whether its input is empty and its output is dropped
 * @param outputLimit how much of each output stream {@link Container#exec(ExecSpec)} keeps
 */
public record ExecSpec(
    List<String> command,
    Map<String, String> environment,
    Optional<String> user,
    Optional<String> workingDirectory,
    Optional<Duration> timeout,
    Optional<TerminalSize> terminal,
    boolean detached,
    ByteSize outputLimit) {
  private static final Pattern USER = Pattern.compile("[^:\\p{Cntrl}]*(:[^:\\p{Cntrl}]*)?");
  private static final Pattern ENV_NAME = Pattern.compile("[^=\\p{Cntrl}]+");
  private static final ByteSize DEFAULT_OUTPUT_LIMIT = ByteSize.ofMiB(1);

  /**
   * Refuses what no container could execute.
   *
   * @throws InvalidSpecException with what is wrong
   */
  public ExecSpec {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    checkCommand(command);
    environment.forEach(ExecSpec::checkVariable);
    user.ifPresent(ExecSpec::checkUser);
    workingDirectory.ifPresent(path -> AbsolutePath.check("working directory", path));
    timeout.ifPresent(ExecSpec::checkTimeout);
    if (detached && terminal.isPresent()) {
      throw new InvalidSpecException(
          "detached command with a terminal", "nobody would be at the other end of it");
    }
    if (outputLimit.bytes() > Integer.MAX_VALUE - 8) {
      throw new InvalidSpecException("output limit " + outputLimit, "output is kept in memory");
    }
  }

  /** A command with everything as for the container's first process. */
  public static ExecSpec of(String... programAndArguments) {
    return new ExecSpec(
        List.of(programAndArguments),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        DEFAULT_OUTPUT_LIMIT);
  }

  private static void checkCommand(List<String> command) {
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new InvalidSpecException("command", "it names at least a program");
    }
    for (String word : command) {
      if (word.indexOf('\0') >= 0) {
        throw new InvalidSpecException(
            "command \"" + Text.printable(word) + "\"", "an argument cannot hold NUL");
      }
    }
  }

  private static void checkVariable(String name, String value) {
    if (!ENV_NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
      throw new InvalidSpecException(
          "environment variable \"" + Text.printable(name) + "\"",
          "a name has no =, control character or NUL and is not empty; a value has no NUL");
    }
  }

  private static void checkUser(String user) {
    if (user.isBlank() || !USER.matcher(user).matches()) {
      throw new InvalidSpecException(
          "user \"" + Text.printable(user) + "\"", "write user or user:group");
    }
  }

  private static void checkTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidSpecException("timeout " + timeout, "it is longer than nothing");
    }
  }

  /** Sets a variable, on top of the container's. */
  public ExecSpec withEnv(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new ExecSpec(
        command, more, user, workingDirectory, timeout, terminal, detached, outputLimit);
  }

  /**
   * Sets who it runs as: {@code user[:group]}, numbers, or names that are looked up in the
   * container's own files as they are then. Who has no uid 0 has no capabilities.
   */
  public ExecSpec withUser(String userAndGroup) {
    return new ExecSpec(
        command,
        environment,
        Optional.of(userAndGroup),
        workingDirectory,
        timeout,
        terminal,
        detached,
        outputLimit);
  }

  /** Sets the directory that it starts in. */
  public ExecSpec withWorkingDirectory(String directory) {
    return new ExecSpec(
        command,
        environment,
        user,
        Optional.of(directory),
        timeout,
        terminal,
        detached,
        outputLimit);
  }

  /** Kills it, and everything that it started and that is still there, after so much wall time. */
  public ExecSpec withTimeout(Duration limit) {
    return new ExecSpec(
        command,
        environment,
        user,
        workingDirectory,
        Optional.of(limit),
        terminal,
        detached,
        outputLimit);
  }

  /**
   * Gives it a terminal of the container as its three standard streams. {@code TERM} is {@code
   * xterm} unless it is set otherwise.
   */
  public ExecSpec withTerminal(TerminalSize size) {
    return new ExecSpec(
        command,
        environment,
        user,
        workingDirectory,
        timeout,
        Optional.of(size),
        detached,
        outputLimit);
  }

  /** Lets it run on its own: its input is empty and its output is dropped. */
  public ExecSpec withDetached() {
    return new ExecSpec(
        command, environment, user, workingDirectory, timeout, terminal, true, outputLimit);
  }

  /** Keeps so many bytes of each output stream where output is collected; the rest is dropped. */
  public ExecSpec withOutputLimit(ByteSize limit) {
    return new ExecSpec(
        command, environment, user, workingDirectory, timeout, terminal, detached, limit);
  }
}
