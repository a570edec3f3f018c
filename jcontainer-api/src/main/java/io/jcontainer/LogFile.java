package io.jcontainer;

import java.nio.file.Path;

/**
 * A file that a container's output is written to, line by line: time, stream, {@code F}, text, as
 * Kubernetes and Podman have it ({@code k8s-file}). When it is full it is renamed to {@code
 * path.1}, that to {@code path.2} and so on, and a new one begun.
 *
 * <p>A container never waits for its log: what a disk is too slow to take is missing, and a line of
 * the stream {@code dropped} says how many bytes that were.
 *
 * @param path absolute; nothing a container can write to may be on it. Appended to if it exists
 * @param maxSize after which it is renamed, at least 4 KiB
 * @param maxFiles how many there are at most, this one included
 */
public record LogFile(Path path, ByteSize maxSize, int maxFiles) {
  private static final ByteSize SMALLEST = ByteSize.ofKiB(4);

  /**
   * Refuses what cannot be a log file.
   *
   * @throws InvalidSpecException with what is wrong
   */
  public LogFile {
    if (!path.isAbsolute() || path.getFileName() == null) {
      throw new InvalidSpecException(
          "log file \"" + Text.printable(path.toString()) + "\"",
          "it is an absolute path of a file");
    }
    if (maxSize.compareTo(SMALLEST) < 0) {
      throw new InvalidSpecException("log file size " + maxSize, "it is at least " + SMALLEST);
    }
    if (maxFiles < 1) {
      throw new InvalidSpecException("number of log files " + maxFiles, "there is at least one");
    }
  }
}
