package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Limits;
import io.jcontainer.Stats;
import io.jcontainer.kernel.Fd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The control groups of one container: one directory in each hierarchy that matters, together one
 * group to whoever uses it. It holds no descriptor; what it hands out is the caller's to close.
 * Safe for use by many threads, as long as its {@link EngineGroups} are open.
 */
public interface Cgroup {
  /** Whose it is. */
  ContainerId id();

  /**
   * Where its directories are, to be found again by {@link CgroupTree#reopen}: for each a line of
   * its hierarchy and its path there.
   */
  List<String> locations();

  /**
   * Replaces the limits, of a running container too. A limit that is absent is taken away.
   *
   * @throws InvalidSpecException if no host could set them
   * @throws HostUnsupportedException if one was asked for that this host cannot set
   * @throws CgroupException if the kernel refuses one: a memory limit below what is in use and
   *     cannot be reclaimed, say (those before it are in force then), or if it is removed
   */
  void update(Limits limits);

  /**
   * The {@code tasks} files of the v1 hierarchies, write-only. A single-threaded process that
   * writes {@code 0} to each is in the group, and what it forks is born there. Unlike a write to
   * {@code cgroup.procs} this moves the calling thread alone, so that the kernel need not hold all
   * forks and exits of the host meanwhile, which costs an RCU grace period. Empty on cgroup v2.
   */
  List<Fd> joinFiles();

  /**
   * The directory in the v2 hierarchy, for {@code CLONE_INTO_CGROUP} of {@code clone3(2)} (since
   * Linux 5.7). Empty on a host without cgroup v2.
   */
  Optional<Fd> cloneInto();

  /**
   * Checks from outside, in every hierarchy, that a process is in this very group. The caller holds
   * the process: the number must not be another's meanwhile.
   *
   * @throws CgroupException if it is elsewhere, or has ended
   */
  void verifyMember(int pid);

  /**
   * What it has used until now; read it before {@link #remove}.
   *
   * @throws CgroupException if it is removed already
   */
  CgroupUsage usage();

  /**
   * What it uses now, in more detail; without networks, of which no control group knows.
   *
   * @throws CgroupException if it is removed already
   */
  Stats stats();

  /**
   * Kills all its processes, frozen and nested ones too, and never one of another group. They are
   * dying when this returns; {@link #isPopulated} tells when they have died. Harmless when it is
   * removed.
   */
  void kill();

  /**
   * Stops all its processes until {@link #thaw}.
   *
   * @throws CgroupException if they have not stopped within the time; they run on then
   */
  void freeze(Duration atMost);

  /** Lets its processes go on. */
  void thaw();

  /** Whether it was told to stop and not yet to go on; false if it is removed. */
  boolean isFrozen();

  /**
   * Makes a group within it, for processes that are to be killed together. It is removed with this
   * one at the latest.
   *
   * @param name no other nested group's
   * @throws CgroupException if it cannot be made
   */
  NestedGroup nest(String name);

  /** Processor time of all its processes until now; zero if it is removed. */
  Duration cpuTime();

  /**
   * How often a process or thread was refused because of the limit on their number; zero if it is
   * removed, and where the host does not tell (before Linux 4.4).
   */
  long refusedProcesses();

  /**
   * What tells that the group's memory is short and {@link #oomKills} is to be looked at. The
   * caller's to close. Empty without a memory controller, or if the group is removed.
   */
  Optional<OomNotice> outOfMemory();

  /** How many of its processes the kernel has killed for want of memory; zero if it is removed. */
  long oomKills();

  /** Whether a process is in it that has not ended; none is when it is removed. */
  boolean isPopulated();

  /**
   * Removes it with the groups nested in it. It is usual that a group is busy right after {@link
   * #kill}, so this tries again after 1, 2, 4 and so on up to 512 ms; a caller that cannot wait
   * gives {@link Duration#ZERO} and comes back later. Idempotent.
   *
   * @return whether it is gone; if not, a process is in it still, or the thread was interrupted
   */
  boolean remove(Duration atMost);
}
