package io.jcontainer;

import java.util.List;

/**
 * What a copy did.
 *
 * @param files regular files written
 * @param directories directories made or entered
 * @param links symbolic links made
 * @param bytes of content, holes not counted
 * @param skippedCount what was left out: sockets, FIFOs, devices, what lies in a file system that
 *     the engine did not mount there, and extended attributes that the target has no place for
 * @param skipped the first hundred paths of those
 */
public record CopyReport(
    long files, long directories, long links, long bytes, long skippedCount, List<String> skipped) {
  /** Copies the list. */
  public CopyReport {
    skipped = List.copyOf(skipped);
  }
}
