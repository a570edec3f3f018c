package io.jcontainer.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcontainer.benchmarks.workspace.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The program {@code hyperfine}, which times commands from the outside, without a shell. The time
 * of a peer is taken by it rather than from Java, whose {@link ProcessBuilder} would add a program
 * of its own to each start.
 */
public final class Hyperfine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path program;
  private final Path directory;

  private Hyperfine(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /**
   * The one that is installed, if any.
   *
   * @param directory for its results
   */
  public static Optional<Hyperfine> installed(Path directory) {
    return Command.find("hyperfine").map(program -> new Hyperfine(program, directory));
  }

  /**
   * How long the peer took from its start to its end.
   *
   * @param warmUp runs before those that count
   * @param runs that count
   * @param gap a pause before each run; none if zero
   * @return nanoseconds each
   * @throws IllegalStateException if a run fails
   */
  public List<Long> time(Peer peer, int warmUp, int runs, Duration gap) {
    Path result = directory.resolve("hyperfine.json");
    Command.demand(peer.surroundings().around(command(peer, warmUp, runs, gap, result)));
    try {
      return times(Files.readString(result));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what hyperfine measured", e);
    }
  }

  private List<String> command(Peer peer, int warmUp, int runs, Duration gap, Path result) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-N",
                "--style=none",
                "--warmup=" + warmUp,
                "--runs=" + runs,
                "--export-json=" + result));
    if (gap.isPositive()) {
      command.add(String.format(Locale.ROOT, "--prepare=sleep %.3f", gap.toNanos() / 1e9));
    }
    command.add(quoted(peer.command()));
    return command;
  }

  /** One string, as hyperfine wants it; it splits it like a shell. */
  static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** The times in what hyperfine exports: seconds there, nanoseconds here. */
  static List<Long> times(String json) throws IOException {
    JsonNode times = JSON.readTree(json).at("/results/0/times");
    if (!times.isArray() || times.isEmpty()) {
      throw new IOException("hyperfine exported no times");
    }
    List<Long> nanos = new ArrayList<>();
    times.forEach(seconds -> nanos.add(Math.round(seconds.asDouble() * 1e9)));
    return nanos;
  }
}
