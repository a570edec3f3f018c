package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.ControlFile.number;

import io.jcontainer.kernel.Kernel;
import java.util.concurrent.atomic.AtomicLong;

/** A number that each group has for its own processes alone, summed over those nested in one. */
final class NestedCount {
  private NestedCount() {}

  /** The number beside a key in that file of the groups nested in this one. */
  static long of(GroupDir group, String file, String key) {
    AtomicLong sum = new AtomicLong();
    Kernel kernel = group.kernel();
    GroupWalk.beneath(
        group,
        (directory, name) ->
            ControlFile.find(kernel, directory, name + "/" + file)
                .ifPresent(content -> sum.addAndGet(number(content, key))));
    return sum.get();
  }

  /** The same with the group itself. */
  static long withOwn(GroupDir group, String file, String key) {
    return group.find(file).map(content -> number(content, key)).orElse(0L) + of(group, file, key);
  }
}
