package io.jcontainer.linux.keep;

import io.jcontainer.linux.security.UserIdentity;
import java.time.Instant;
import java.util.List;

/**
 * What is written down of a detached container before its command runs.
 *
 * @param user who the command is
 * @param firstId what uid 0 of the container is on the host
 * @param groups where its control groups are, as {@code Cgroup.locations()} tells
 * @param rootDevice of its root file system, which no other has as long as it runs
 * @param rootInode of its root directory
 * @param started when
 */
public record Launched(
    UserIdentity user,
    long firstId,
    List<String> groups,
    long rootDevice,
    long rootInode,
    Instant started) {
  /** Copies the list. */
  public Launched {
    groups = List.copyOf(groups);
  }
}
