package io.jcontainer;

/**
 * The end of a command that was executed in a running container.
 *
 * @param exitStatus how it ended
 * @param stdout what it wrote to standard output until then, as UTF-8 with replacement, at most the
 *     output limit
 * @param stderr what it wrote to standard error, likewise; empty with a terminal, which has one
 *     stream for both
 * @param outputTruncated whether it wrote more than the output limit to one of the two
 */
public record ExecResult(
    ExitStatus exitStatus, String stdout, String stderr, boolean outputTruncated) {
  /** What it returned, 0 to 255; 128 plus the signal's number if a signal ended it. */
  public int code() {
    return exitStatus.code();
  }
}
