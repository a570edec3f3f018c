package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Kernel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The control groups of this host, as far as engines are concerned. It holds nothing open. Safe for
 * use by many threads.
 */
public final class CgroupTree {
  private static final Object PLACING = new Object();

  private final Kernel kernel;
  private final CgroupLayout layout;
  private final Backoff backoff;
  private final long pid;

  /** On a layout that was detected with the same kernel. */
  public CgroupTree(Kernel kernel, CgroupLayout layout) {
    this(kernel, layout, Pause.SYSTEM, ProcessHandle.current().pid());
  }

  CgroupTree(Kernel kernel, CgroupLayout layout, Pause pause, long pid) {
    this.kernel = kernel;
    this.layout = layout;
    this.backoff = new Backoff(pause);
    this.pid = pid;
  }

  /** What is where. */
  public CgroupLayout layout() {
    return layout;
  }

  /**
   * What this host cannot do, and why, as far as can be told without making anything. Empty if all
   * is there.
   */
  public Map<HostFeature, String> unavailable() {
    return Availability.of(kernel, layout, pid);
  }

  /**
   * Makes the directories of an engine, beneath the groups that this process is in (or beside one,
   * see {@code V2Placement}). On cgroup v2 this process may move itself to a leaf of its own group,
   * once, and stays there.
   *
   * @param engineId letters, digits, {@code -} and {@code _}, at most 64; no other living engine's
   * @throws HostUnsupportedException if no group can be made anywhere
   * @throws CgroupException if a system call fails that should not
   */
  public EngineGroups engine(String engineId) {
    boolean v2 = layout.mode() == CgroupLayout.Mode.V2;
    Places places = v2 ? v2Places(engineId) : V1Places.make(kernel, layout, engineId);
    LaterPlaces later = new LaterPlaces(kernel, layout, engineId, places.orUnsupported());
    return new EngineGroups(v2, places, later, backoff);
  }

  /**
   * Opens the directories of an engine, or of a container that outlived one, where they are.
   *
   * @param engineId whose they are
   * @param locations of a container's groups, as {@link Cgroup#locations} told them
   * @throws CgroupException if one is not there any more
   */
  public EngineGroups reopen(String engineId, List<String> locations) {
    boolean v2 = layout.mode() == CgroupLayout.Mode.V2;
    Places places = new KnownPlaces(kernel, layout, v2).open(locations);
    return new EngineGroups(v2, places, new LaterPlaces(kernel, layout, engineId, places), backoff);
  }

  /** One at a time: where the groups go depends on where this process is, and may change that. */
  private Places v2Places(String engineId) {
    synchronized (PLACING) {
      Hierarchy known = layout.unified().orElseThrow();
      String ownPath =
          CgroupFailure.attempt(
                  "find the control group of this process", () -> ProcessGroups.ofSelf(kernel))
              .pathIn(known)
              .orElse(known.ownPath());
      return V2Places.make(kernel, known.withOwnPath(ownPath), engineId, pid);
    }
  }

  /**
   * Kills and removes what engines left that are no more, in every hierarchy that engines use and
   * wherever in it. Several processes may sweep at once.
   *
   * @param alive whether an engine lives. It must say so of every engine that it knows nothing of:
   *     one with another root directory, or one in another container, whose locks are not seen here
   * @param atMost how long to go on while killed processes end
   */
  public Swept sweep(Predicate<String> alive, Duration atMost) {
    try (Sweep sweep = new Sweep(kernel, alive)) {
      layout.hierarchies().stream()
          .filter(each -> !each.readOnly() && CgroupTree.isUsed(each))
          .sorted(Comparator.comparing(Hierarchy::unified).reversed())
          .forEach(sweep::look);
      return sweep.remove(atMost, backoff);
    }
  }

  private static boolean isUsed(Hierarchy hierarchy) {
    if (hierarchy.unified()) {
      return true;
    }
    for (Controller controller : Controller.values()) {
      if (hierarchy.controllers().contains(controller.title())) {
        return true;
      }
    }
    return false;
  }
}
