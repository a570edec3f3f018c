package io.jcontainer;

/** Which of its two output streams a container wrote to. */
public enum LogSource {
  /** Standard output; everything, if the container has a terminal. */
  STDOUT,
  /** Standard error. */
  STDERR;

  /** As log files have it: {@code stdout}, {@code stderr}. */
  public String title() {
    return this == STDOUT ? "stdout" : "stderr";
  }
}
