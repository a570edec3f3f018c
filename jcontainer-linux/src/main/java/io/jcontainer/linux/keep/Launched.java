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
 * @param mounts in it, in the order in which they were attached
 * @param started when
 */
public record Launched(
    UserIdentity user,
    long firstId,
    List<String> groups,
    long rootDevice,
    long rootInode,
    List<KeptMount> mounts,
    Instant started) {
  /** Copies the lists. */
  public Launched {
    groups = List.copyOf(groups);
    mounts = List.copyOf(mounts);
  }

  /**
   * A mount that the engine put into the container.
   *
   * @param target absolute path inside the container
   * @param id of the mount, which no other ever has (since Linux 6.8)
   */
  public record KeptMount(String target, long id) {}
}
