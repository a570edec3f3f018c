package io.jcontainer.images.model;

import io.jcontainer.HealthCheck;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the health check of a configuration, which is Docker's: times are nanoseconds, and zero
 * stands for the default.
 */
final class HealthCheckReader {
  private static final List<String> USUAL_SHELL = List.of("/bin/sh", "-c");
  private static final int MOST_RETRIES = 1_000_000;

  private List<String> test = List.of();
  private Duration interval = Duration.ZERO;
  private Duration timeout = Duration.ZERO;
  private Duration startPeriod = Duration.ZERO;
  private Duration startInterval = Duration.ZERO;
  private long retries;

  void read(JsonInput input) throws IOException {
    input.object(
        new Fields()
            .with("Test", in -> test = in.list(JsonInput::text))
            .with("Interval", in -> interval = Duration.ofNanos(in.unsigned()))
            .with("Timeout", in -> timeout = Duration.ofNanos(in.unsigned()))
            .with("StartPeriod", in -> startPeriod = Duration.ofNanos(in.unsigned()))
            .with("StartInterval", in -> startInterval = Duration.ofNanos(in.unsigned()))
            .with("Retries", in -> retries = in.unsigned()));
  }

  /**
   * What was read; empty if there is none, or it is {@code NONE}.
   *
   * @param shell the image's own, or empty for the usual one
   */
  Optional<HealthCheck> check(JsonInput input, List<String> shell) {
    if (test.isEmpty() || test.getFirst().equals("NONE")) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(test.subList(1, test.size()));
    switch (test.getFirst()) {
      case "CMD" -> {
        // the rest is the command
      }
      case "CMD-SHELL" -> command.addAll(0, shell.isEmpty() ? USUAL_SHELL : shell);
      default -> throw input.invalid("a health check of type " + test.getFirst() + " is not known");
    }
    if (retries > MOST_RETRIES) {
      throw input.invalid("a health check with " + retries + " retries");
    }
    try {
      return Optional.of(
          new HealthCheck(
              command,
              orDefault(interval, HealthCheck.DEFAULT_INTERVAL),
              orDefault(timeout, HealthCheck.DEFAULT_TIMEOUT),
              startPeriod,
              orDefault(startInterval, HealthCheck.DEFAULT_START_INTERVAL),
              retries == 0 ? HealthCheck.DEFAULT_RETRIES : (int) retries));
    } catch (InvalidSpecException e) {
      throw input.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Duration orDefault(Duration read, Duration usual) {
    return read.isZero() ? usual : read;
  }
}
