package io.jcontainer.linux.container;

import io.jcontainer.linux.cgroup.NestedGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of the commands that are executed in one container. A group whose command has
 * ended is removed at once unless a process was left behind in it; then it is looked at again with
 * each command that ends, and removed with the container at the latest.
 */
final class ExecGroups {
  private static final Logger log = LoggerFactory.getLogger(ExecGroups.class);

  private final Janitor janitor;
  private final AtomicLong next = new AtomicLong(1);
  private final Queue<NestedGroup> inUse = new ConcurrentLinkedQueue<>();

  ExecGroups(Janitor janitor) {
    this.janitor = janitor;
  }

  /** Makes a group with a name of its own. */
  NestedGroup make(Function<String, NestedGroup> maker) {
    return maker.apply("exec-" + next.getAndIncrement());
  }

  /** Its command has ended, or never began. */
  void release(NestedGroup group) {
    inUse.add(group);
    janitor.execute(this::removeEmpty);
  }

  private void removeEmpty() {
    Iterator<NestedGroup> groups = new ArrayDeque<>(inUse).iterator();
    while (groups.hasNext()) {
      NestedGroup group = groups.next();
      if (isGone(group)) {
        inUse.remove(group);
      }
    }
  }

  private static boolean isGone(NestedGroup group) {
    try {
      return group.remove(Duration.ZERO);
    } catch (RuntimeException e) {
      log.warn("control group {} is left until its container is removed", group, e);
      return true;
    }
  }
}
