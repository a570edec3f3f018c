package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Fd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The control groups of one engine: a directory {@code jcontainer-<engine id>} in each hierarchy,
 * and in these one per container. It owns one descriptor per hierarchy. Safe for use by many
 * threads.
 */
public final class EngineGroups implements AutoCloseable {
  private final boolean v2;
  private final Places places;
  private final LaterPlaces later;
  private final Backoff backoff;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean left = true;

  EngineGroups(boolean v2, Places places, LaterPlaces later, Backoff backoff) {
    this.v2 = v2;
    this.places = places;
    this.later = later;
    this.backoff = backoff;
  }

  /**
   * Makes the groups of a container and sets its limits: before any process of it lives. If this
   * fails, nothing of it is left.
   *
   * @throws InvalidSpecException if no host could set these limits
   * @throws HostUnsupportedException if one was asked for that this host cannot set
   * @throws CgroupException if a group cannot be made, or the kernel refuses a limit
   */
  public Cgroup create(ContainerId id, Limits limits) {
    LimitCheck.check(limits);
    GroupSet groups = later.of(limits).groups(id.value());
    List<Setting> settings =
        new ArrayList<>(v2 ? V2Settings.ofNew(limits) : V1Settings.ofNew(limits));
    if (!limits.io().isEmpty()) {
      settings.addAll(IoFiles.settings(groups.all().getFirst().kernel(), limits.io(), v2));
    }
    settings.addAll(RawSettings.of(limits));
    groups.make(settings, backoff);
    return cgroup(id, groups);
  }

  /** The groups of a container that were made before, by this process or another. */
  public Cgroup existing(ContainerId id) {
    return cgroup(id, places.groups(id.value()));
  }

  private Cgroup cgroup(ContainerId id, GroupSet groups) {
    return v2
        ? new CgroupV2(id, groups, groups.unified().orElseThrow(), backoff)
        : new CgroupV1(id, groups, backoff);
  }

  /**
   * {@code cgroup.kill} of the group that holds all the engine's containers, write-only and the
   * caller's: writing 1 to it kills every process of theirs (since Linux 5.14). Empty on a host
   * without cgroup v2.
   */
  public Optional<Fd> killFile() {
    return places.unified().map(place -> place.group().openForWriting("cgroup.kill"));
  }

  /**
   * Removes the engine's own directories and lets go of the hierarchies. Where a container's group
   * is left, the directory stays for a sweep to find. Idempotent.
   *
   * @throws CgroupException if one cannot be removed for another reason
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try (places;
          later) {
        boolean usualGone = places.removeEmpty();
        left = !(later.removeEmpty() && usualGone);
      }
    }
  }

  /** Lets go of the hierarchies and leaves the directories to whoever has them open, too. */
  public void release() {
    if (closed.compareAndSet(false, true)) {
      places.close();
      later.close();
    }
  }

  /** Whether a group may still be there: until this was closed and all were gone by then. */
  public boolean left() {
    return left;
  }
}
