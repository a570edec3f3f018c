package io.jcontainer;

import java.time.Duration;
import java.util.List;

/**
 * How it is found out whether a container works: a command that is executed in it again and again,
 * and that returns zero if it does. Immutable; each {@code with} returns another.
 *
 * @param command program and arguments, executed as the container's own user
 * @param interval from the beginning of one check to that of the next, the first included
 * @param timeout after which a check is killed, and has failed
 * @param startPeriod after each start, in which failures do not count until a check has succeeded
 * @param startInterval the interval in the start period, until a check has succeeded
 * @param retries how many failures in a row make it unhealthy
 */
public record HealthCheck(
    List<String> command,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    Duration startInterval,
    int retries) {
  /** The interval unless another is set. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

  /** The time limit of a check unless another is set. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** The interval in the start period unless another is set. */
  public static final Duration DEFAULT_START_INTERVAL = Duration.ofSeconds(5);

  /** How many failures in a row unless another number is set. */
  public static final int DEFAULT_RETRIES = 3;

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Refuses no command, times shorter than 1 ms and fewer than one retry. */
  public HealthCheck {
    command = List.copyOf(command);
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new InvalidSpecException("health check", "it needs a command");
    }
    if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new InvalidSpecException("health check", "an argument cannot hold NUL");
    }
    checkTime("interval", interval);
    checkTime("timeout", timeout);
    checkTime("start interval", startInterval);
    if (startPeriod.isNegative()) {
      throw new InvalidSpecException("health check start period " + startPeriod, "it is negative");
    }
    if (retries < 1) {
      throw new InvalidSpecException("health check retries " + retries, "it is at least 1");
    }
  }

  private static void checkTime(String what, Duration time) {
    if (time.compareTo(SHORTEST) < 0) {
      throw new InvalidSpecException(
          "health check " + what + " " + time, "it is at least 1 millisecond");
    }
  }

  /** A check by a command. */
  public static HealthCheck command(String... programAndArguments) {
    return command(List.of(programAndArguments));
  }

  /** A check by a command. */
  public static HealthCheck command(List<String> programAndArguments) {
    return new HealthCheck(
        programAndArguments,
        DEFAULT_INTERVAL,
        DEFAULT_TIMEOUT,
        Duration.ZERO,
        DEFAULT_START_INTERVAL,
        DEFAULT_RETRIES);
  }

  /** A check by a line for the container's {@code /bin/sh}. */
  public static HealthCheck shell(String line) {
    return command("/bin/sh", "-c", line);
  }

  /** The same with another interval. */
  public HealthCheck withInterval(Duration time) {
    return new HealthCheck(command, time, timeout, startPeriod, startInterval, retries);
  }

  /** The same with another time limit. */
  public HealthCheck withTimeout(Duration time) {
    return new HealthCheck(command, interval, time, startPeriod, startInterval, retries);
  }

  /** The same with another start period; there is none by default. */
  public HealthCheck withStartPeriod(Duration time) {
    return new HealthCheck(command, interval, timeout, time, startInterval, retries);
  }

  /** The same with another interval in the start period. */
  public HealthCheck withStartInterval(Duration time) {
    return new HealthCheck(command, interval, timeout, startPeriod, time, retries);
  }

  /** The same with another number of failures. */
  public HealthCheck withRetries(int number) {
    return new HealthCheck(command, interval, timeout, startPeriod, startInterval, number);
  }
}
