package io.jcontainer.linux.cgroup;

import java.util.Map;
import java.util.Set;

/**
 * What a sweep did.
 *
 * @param removed engines of which no group is left
 * @param left engines of which groups are left, and why
 */
public record Swept(Set<String> removed, Map<String, String> left) {
  /** Keeps copies. */
  public Swept {
    removed = Set.copyOf(removed);
    left = Map.copyOf(left);
  }
}
