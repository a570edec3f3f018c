package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The removal of what dead engines left, wherever in the hierarchies: an engine that ran in another
 * session has its groups beneath that session's, and nobody else would ever remove them.
 */
final class Sweep implements AutoCloseable {
  /** No service manager nests as deep as this; a container that is given its hierarchy may. */
  private static final int DEEPEST = 32;

  private final Kernel kernel;
  private final Map<String, Boolean> alive = new HashMap<>();
  private final Predicate<String> isAlive;
  private final List<Fd> roots = new ArrayList<>();
  private final List<Leftover> found = new ArrayList<>();
  private final List<Leftover> left = new ArrayList<>();
  private final Map<String, String> reasons = new HashMap<>();

  Sweep(Kernel kernel, Predicate<String> isAlive) {
    this.kernel = kernel;
    this.isAlive = isAlive;
  }

  private record Leftover(String engineId, GroupDir group) {}

  /** Looks through one hierarchy; that of v2 comes first, so that its kill does. */
  void look(Hierarchy hierarchy) {
    Fd root =
        CgroupFailure.attempt(
            "open " + hierarchy.mountPoint(), () -> Place.open(kernel, hierarchy.mountPoint()));
    roots.add(root);
    GroupDir top = new GroupDir(kernel, hierarchy, root, ".", hierarchy.mountRoot());
    GroupWalk.beneath(
        top,
        new GroupWalk.Visitor() {
          @Override
          public boolean enter(String name, int depth, Supplier<String> path) {
            return EngineName.engineOf(name)
                .map(id -> note(id, top, path.get()))
                .orElse(depth < DEEPEST);
          }

          @Override
          public void visit(Descriptor directory, String name) {}
        });
  }

  /** Never goes on beneath: an engine inside a container is that container's. */
  private boolean note(String engineId, GroupDir top, String path) {
    Hierarchy hierarchy = top.hierarchy();
    GroupDir group =
        new GroupDir(
            kernel, hierarchy, top.parent(), path, Hierarchy.child(hierarchy.mountRoot(), path));
    boolean holdsThisProcess = (hierarchy.ownPath() + "/").startsWith(group.path() + "/");
    if (!holdsThisProcess && !alive.computeIfAbsent(engineId, isAlive::test)) {
      found.add(new Leftover(engineId, group));
    }
    return false;
  }

  /** Kills and removes what was found, again and again until it is gone or the time is over. */
  Swept remove(Duration atMost, Backoff backoff) {
    left.addAll(found);
    boolean _ = backoff.until(this::attempt, atMost);
    Set<String> removed = new HashSet<>();
    found.forEach(each -> removed.add(each.engineId));
    for (Leftover each : left) {
      removed.remove(each.engineId);
      reasons.putIfAbsent(each.engineId, "busy: " + each.group);
    }
    reasons.keySet().removeAll(removed);
    return new Swept(removed, reasons);
  }

  private boolean attempt() {
    left.forEach(each -> guarded(each, this::kill));
    left.removeIf(each -> guarded(each, Removal::remove));
    return left.isEmpty();
  }

  /** One that cannot be removed does not keep the others. */
  private boolean guarded(Leftover leftover, Predicate<GroupDir> work) {
    try {
      return work.test(leftover.group);
    } catch (CgroupException e) {
      reasons.put(leftover.engineId, String.valueOf(e.getMessage()));
      return false;
    } catch (KernelException e) {
      reasons.put(leftover.engineId, leftover.group + ": " + e.getMessage());
      return false;
    }
  }

  private boolean kill(GroupDir group) {
    if (group.hierarchy().unified()) {
      return CgroupFailure.unlessGone(() -> group.writeOrThrow("cgroup.kill", "1"));
    }
    new LegacyMembers(group).kill();
    if (group.hierarchy().controllers().contains(Controller.FREEZER.title())) {
      GroupWalk.beneath(
          group,
          (directory, name) ->
              ControlFile.write(kernel, directory, name + "/freezer.state", "THAWED"));
    }
    return true;
  }

  @Override
  public void close() {
    roots.forEach(Fd::close);
  }
}
