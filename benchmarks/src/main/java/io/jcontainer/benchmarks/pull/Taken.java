package io.jcontainer.benchmarks.pull;

/**
 * What something took.
 *
 * @param wall nanoseconds from the call to its end
 * @param cpu nanoseconds of all processors, of everybody who did it
 */
public record Taken(long wall, long cpu) {
  /** Both of two. */
  Taken plus(Taken other) {
    return new Taken(wall + other.wall, cpu + other.cpu);
  }
}
