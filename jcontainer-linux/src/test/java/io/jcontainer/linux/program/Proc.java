package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A process as the host's procfs shows it. */
final class Proc {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Proc() {}

  /** The state letter of {@code /proc/pid/stat}. */
  static char state(int pid) {
    String stat = read(pid, "stat");
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  /** Waits until the process is asleep, stopped or whatever the letter says. */
  static void awaitState(int pid, char state) {
    await("state " + state + " of " + pid, () -> state(pid) == state);
  }

  /** Waits until the process is blocked in its first receive. */
  static void awaitParked(int pid) {
    await(pid + " is parked", () -> state(pid) == 'S' && read(pid, "comm").equals("jcontainer\n"));
  }

  /** Waits until a process is gone, or dead and not yet reaped. */
  static void awaitGone(long pid) {
    await(
        pid + " is gone",
        () -> {
          try {
            String stat = Files.readString(path((int) pid, "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
          } catch (IOException e) {
            return true;
          }
        });
  }

  static Path path(int pid, String name) {
    return Path.of("/proc", Integer.toString(pid), name);
  }

  static String read(int pid, String name) {
    try {
      return Files.readString(path(pid, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number of {@code /proc/pid/status}, such as {@code VmRSS}. */
  static long status(int pid, String key) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /** The numbers of its open descriptors. */
  static List<Integer> descriptors(int pid) throws IOException {
    try (Stream<Path> links = Files.list(path(pid, "fd"))) {
      return links.map(link -> Integer.valueOf(link.getFileName().toString())).sorted().toList();
    }
  }

  private static void await(String what, BooleanSupplier reached) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
