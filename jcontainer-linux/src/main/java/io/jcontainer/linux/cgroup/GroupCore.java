package io.jcontainer.linux.cgroup;

import java.time.Duration;

/** What is done to all processes of a group at once, whatever limits it has. */
sealed interface GroupCore permits UnifiedCore, LegacyCore {
  /** As {@link Cgroup#kill}. */
  void kill();

  /** As {@link Cgroup#freeze}. */
  void freeze(Duration atMost);

  /** As {@link Cgroup#thaw}. */
  void thaw();

  /** As {@link Cgroup#isFrozen}. */
  boolean isFrozen();

  /** As {@link Cgroup#isPopulated}. */
  boolean isPopulated();
}
