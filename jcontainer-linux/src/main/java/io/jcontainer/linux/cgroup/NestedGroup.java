package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.KernelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A group within a container's, for processes that are to be killed together: those of one command
 * executed in it. It has no limits of its own; all of the container's hold for it. Only one
 * hierarchy has a directory for it: that of v2, or on a host without it the one that processes are
 * counted in. In the others its processes are in the container's own groups.
 *
 * <p>It holds no descriptor; what it hands out is the caller's to close. Safe for use by many
 * threads.
 */
public final class NestedGroup {
  private final GroupSet groups;
  private final GroupDir own;
  private final GroupCore core;
  private final Backoff backoff;

  private NestedGroup(GroupSet groups, GroupDir own, GroupCore core, Backoff backoff) {
    this.groups = groups;
    this.own = own;
    this.core = core;
    this.backoff = backoff;
  }

  /** Makes it. */
  static NestedGroup make(GroupSet container, String name, Backoff backoff) {
    GroupDir outer = container.unified().orElseGet(() -> counted(container));
    GroupDir own = outer.child(name);
    try {
      own.make();
    } catch (KernelException e) {
      throw CgroupFailure.of("create control group " + own, e);
    }
    GroupCore core =
        container.unified().isPresent()
            ? new UnifiedCore(own, backoff)
            : new LegacyCore(
                new LegacyMembers(own), freezer(container, outer, own, backoff), backoff);
    return new NestedGroup(container.replacing(outer, own), own, core, backoff);
  }

  private static GroupDir counted(GroupSet container) {
    return container.of(Controller.FREEZER).orElseGet(() -> container.all().getFirst());
  }

  private static Optional<FreezeSwitch> freezer(
      GroupSet container, GroupDir outer, GroupDir own, Backoff backoff) {
    return container
        .of(Controller.FREEZER)
        .filter(outer::equals)
        .map(_ -> FreezeSwitch.legacy(own, backoff));
  }

  /** As {@link Cgroup#joinFiles}. */
  public List<Fd> joinFiles() {
    return groups.joinFiles();
  }

  /** As {@link Cgroup#cloneInto}. */
  public Optional<Fd> cloneInto() {
    return groups.cloneInto();
  }

  /** As {@link Cgroup#verifyMember}. */
  public void verifyMember(int pid) {
    groups.verifyMember(pid);
  }

  /** As {@link Cgroup#kill}: of the container's processes, those in this group alone. */
  public void kill() {
    core.kill();
  }

  /** As {@link Cgroup#isPopulated}. */
  public boolean isPopulated() {
    return core.isPopulated();
  }

  /**
   * As {@link Cgroup#remove}.
   *
   * @throws CgroupException if it cannot be removed for another reason than that it is in use
   */
  public boolean remove(Duration atMost) {
    return new Removal(List.of(own)).within(atMost, backoff);
  }

  @Override
  public String toString() {
    return own.toString();
  }
}
