package io.jcontainer.linux.keep;

import java.time.Duration;
import java.util.Optional;

/**
 * What the keeper's program is compiled from. The descriptors are numbers in the helper; they are
 * consecutive, from {@code pidWriter} to {@code pidReader}, and those in between that are not named
 * are only held: locks.
 *
 * @param pidWriter pipe end through which the keeper learns the first process's id
 * @param stdout reading end of the container's output, non-blocking
 * @param stderr likewise
 * @param home directory that the keeper writes its files in
 * @param pidReader the other end of the first
 * @param logSize bytes after which the log begins anew; the one before stays
 * @param timeLimit after which it kills the container
 */
public record KeeperPlan(
    int pidWriter,
    int stdout,
    int stderr,
    int home,
    int pidReader,
    long logSize,
    Optional<Duration> timeLimit) {
  /** Refuses numbers out of order. */
  public KeeperPlan {
    if (stdout != pidWriter + 1 || pidReader <= Math.max(home, stderr)) {
      throw new IllegalArgumentException("the keeper's descriptors are out of order");
    }
  }
}
